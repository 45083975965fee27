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
    /// <summary>What is answered where there is no such statement, or none that the caller may know of.</summary>
    public static IResult Unknown() => ApiErrors.NotFound("There is no such statement of yours: it is there when its month is approved.");

    /// <summary>A period that is none.</summary>
    public static IResult NoPeriod() => ApiErrors.InvalidRequest("A period is a month: yyyy-MM.");

    /// <summary>Reads <c>limit</c>.</summary>
    public static bool TryLimit(HttpRequest request, int usual, int most, out int limit, [NotNullWhen(false)] out IResult? refusal)
    {
        (limit, refusal) = (usual, null);
        if (!request.Query.TryGetValue("limit", out var text)
            || (text.Count == 1 && int.TryParse(text[0], NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit >= 1 && limit <= most))
            return true;
        refusal = ApiErrors.InvalidRequest(string.Create(CultureInfo.InvariantCulture, $"limit: a whole number from 1 to {most}."));
        return false;
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
            refusal = NoPeriod();
        else if (request.Query.TryGetValue("after", out var text) && (after = StatementPlace.Parse(text.ToString())) is null)
            refusal = ApiErrors.InvalidRequest("after: this is not the next of an earlier page.");
        return refusal is null;
    }
}
