using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Spotify.Core.Royalties;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Royalties.Statements;

/// <summary>Reads requests for statements, and refuses what is none.</summary>
internal static class StatementRequest
{
    /// <summary>Finds a statement that the caller may see and answers with it; one of somebody else is not found, like one that is not there.</summary>
    /// <param name="desk">Finds it.</param>
    /// <param name="request">The request.</param>
    /// <param name="period">The month as it was asked for.</param>
    /// <param name="party">The party.</param>
    /// <param name="answer">Answers with the statement.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static async Task<IResult> AnswerAsync(
        StatementDesk desk, HttpRequest request, string period, string party, Func<FoundStatement, ValueTask<IResult>> answer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!AccountingPeriod.IsValid(period))
            return ApiErrors.InvalidPeriod();
        return await desk.FindAsync(request.HttpContext.GetCaller(), period, party, cancellationToken) is { } found
            ? await answer(found)
            : ApiErrors.NotFound("There is no such statement of yours: it is there when its month is approved.");
    }

    /// <summary>Reads <c>month</c>: the statement's own by default, or one that it corrects.</summary>
    public static bool TryMonth(HttpRequest request, FoundStatement found, out string month, [NotNullWhen(false)] out IResult? refusal)
    {
        string? text = request.Query["month"];
        (month, refusal) = (text ?? found.Month.Period, null);
        if (found.Months.Contains(month))
            return true;
        refusal = ApiErrors.InvalidRequest($"month: one of {string.Join(", ", found.Months)}.");
        return false;
    }

    /// <summary>Reads which lines are meant, and from where on.</summary>
    public static bool TryLines(HttpRequest request, FoundStatement found, [NotNullWhen(true)] out LineChoice? chosen, out long skip, [NotNullWhen(false)] out IResult? refusal)
    {
        (chosen, skip) = (null, 0);
        if (!TryMonth(request, found, out var month, out refusal))
            return false;
        RoyaltySide? side = null;
        if (request.Query.TryGetValue("side", out var sides))
        {
            side = sides.ToString() switch { "master" => RoyaltySide.Master, "publishing" => RoyaltySide.Publishing, _ => null };
            refusal = side is null ? ApiErrors.InvalidRequest("side: master or publishing.") : null;
        }

        if (request.Query.TryGetValue("after", out var after) && !long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out skip))
            refusal = ApiErrors.InvalidRequest("after: this is not the next of an earlier page.");
        if (refusal is not null)
            return false;
        chosen = new LineChoice(month, request.Query["pool"], request.Query["country"], request.Query["product"], request.Query["track"], side);
        return true;
    }

    /// <summary>Reads which statements are meant.</summary>
    public static bool TryList(HttpRequest request, out string? period, out StatementPlace? after, [NotNullWhen(false)] out IResult? refusal)
    {
        (period, after, refusal) = (request.Query["period"], null, null);
        if (period is not null && !AccountingPeriod.IsValid(period))
            refusal = ApiErrors.InvalidPeriod();
        else if (request.Query.TryGetValue("after", out var text) && (after = StatementPlace.Parse(text.ToString())) is null)
            refusal = ApiErrors.InvalidRequest("after: this is not the next of an earlier page.");
        return refusal is null;
    }
}
