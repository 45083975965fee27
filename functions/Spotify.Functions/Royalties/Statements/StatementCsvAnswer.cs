using System.Text;
using Microsoft.AspNetCore.Http;
using Spotify.Core.Royalties.Statements;

namespace Spotify.Functions.Royalties.Statements;

/// <summary>A whole statement as comma-separated values, sent as it is made: it may have any number of lines.</summary>
internal sealed class StatementCsvAnswer(StatementDesk desk, FoundStatement found) : IResult, IStatusCodeHttpResult
{
    private const int FlushAt = 64 * 1024;

    /// <inheritdoc/>
    public int? StatusCode => StatusCodes.Status200OK;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"statement-{found.Month.Period}-{found.Party.Id}.csv\"";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        return WriteAsync(desk, found, response.Body, httpContext.RequestAborted);
    }

    /// <summary>Writes the statement and then all its lines.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public static async Task WriteAsync(StatementDesk desk, FoundStatement found, Stream into, CancellationToken cancellationToken)
    {
        var (text, view) = (new StringBuilder(), found.View());
        StatementCsv.AppendStatement(text, view);
        foreach (var month in found.Months)
        {
            await foreach (var line in desk.AllLinesAsync(found, month, cancellationToken))
            {
                StatementCsv.AppendLine(text, view, line);
                if (text.Length >= FlushAt)
                    await FlushAsync();
            }
        }

        await FlushAsync();

        async Task FlushAsync()
        {
            await into.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken);
            text.Clear();
        }
    }
}
