using System.Globalization;
using Microsoft.AspNetCore.Http;
using Spotify.Core.Telemetry.Charts;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Telemetry.Charts;

/// <summary>The charts as listeners see them.</summary>
public sealed class ChartReader(IDocumentStore documents)
{
    // Charts that are not final change once an hour.
    private const string Minutes = "private, max-age=300";
    private const string Day = "private, max-age=86400";

    /// <summary>Answers a request for a chart.</summary>
    /// <param name="request">The request, with <c>market</c>, <c>date</c> and <c>limit</c> in its query.</param>
    /// <param name="period">Daily or weekly.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    public async Task<IResult> AnswerAsync(HttpRequest request, ChartPeriod period, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!ChartQuery.TryRead(request.Query, request.HttpContext.GetCaller(), out var query, out var fault))
            return ApiErrors.InvalidRequest(fault);
        if (await FindAsync(period, query, cancellationToken) is not { } chart)
            return ApiErrors.NotFound($"There is no such chart of '{query.Market}'.");
        var headers = request.HttpContext.Response.Headers;
        var version = string.Create(CultureInfo.InvariantCulture, $"\"{chart.Date:yyyyMMdd}-{chart.AsOf.ToUnixTimeMilliseconds()}-{query.Limit}\"");
        headers.CacheControl = chart.Final && query.Date is not null ? Day : Minutes;
        headers.Vary = "Authorization";
        headers.ETag = version;
        return request.Headers.IfNoneMatch.Contains(version) ? Results.StatusCode(StatusCodes.Status304NotModified) : ApiResults.Json(ChartAnswer.Of(chart, query.Limit));
    }

    private async Task<ChartDocument?> FindAsync(ChartPeriod period, ChartQuery query, CancellationToken cancellationToken)
    {
        var scope = ChartDocument.ScopeOf(query.Market);
        if (query.Date is { } date)
            return (await documents.ReadAsync<ChartDocument>(DocumentContainer.Aggregates, scope, new ChartDate(period, date).ToString(), cancellationToken))?.Value;
        var newest = await documents.RangeAsync<ChartDocument>(
            DocumentContainer.Aggregates, scope, IdRange.Prefix(ChartDate.PrefixOf(period), descending: true), 1, cancellationToken: cancellationToken);
        return newest.Documents is [var (_, stored)] ? stored.Value : null;
    }
}
