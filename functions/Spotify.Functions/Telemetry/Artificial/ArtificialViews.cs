using System.Globalization;

namespace Spotify.Functions.Telemetry.Artificial;

/// <summary>A case as operators see it.</summary>
/// <param name="Case">Its id.</param>
/// <param name="Reason">The rule.</param>
/// <param name="Listener">The listener's pseudonym.</param>
/// <param name="Group">What it shares with other cases; empty where it is the listener's own.</param>
/// <param name="Status">What has become of it.</param>
/// <param name="Plays">How many plays it takes out.</param>
/// <param name="Tracks">The tracks most concerned, at most ten.</param>
/// <param name="Evidence">What the rule looked at.</param>
/// <param name="FoundAt">When it was found first.</param>
/// <param name="ReviewedBy">The operator who judged it.</param>
/// <param name="ReviewedAt">When.</param>
/// <param name="Note">What the operator said.</param>
public sealed record CaseView(
    string Case,
    string Reason,
    string Listener,
    string Group,
    CaseStatus Status,
    int Plays,
    IReadOnlyList<string> Tracks,
    IReadOnlyDictionary<string, double> Evidence,
    DateTimeOffset FoundAt,
    string? ReviewedBy,
    DateTimeOffset? ReviewedAt,
    string? Note)
{
    private const int MostTracks = 10;

    internal static CaseView Of(string id, ArtificialCase one) => new(
        id[ArtificialCase.IdPrefix.Length..],
        one.Reason,
        one.Listener,
        one.Group,
        one.Status,
        one.Plays.Count,
        [.. one.Plays.GroupBy(play => play.Track, StringComparer.Ordinal).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).Take(MostTracks).Select(group => group.Key)],
        one.Evidence,
        one.FoundAt,
        one.ReviewedBy,
        one.ReviewedAt,
        one.Note);
}

/// <summary>A page of cases.</summary>
/// <param name="Date">The day on which the plays began.</param>
/// <param name="Items">The cases.</param>
/// <param name="Next">What to give as <c>after</c> for the next page; null on the last.</param>
public sealed record CasePage(string Date, IReadOnlyList<CaseView> Items, string? Next);

/// <summary>The body of <c>POST /v1/admin/artificial/{date}/cases/{case}</c>.</summary>
/// <param name="Decision"><c>confirm</c> or <c>restore</c>.</param>
/// <param name="Note">Why; at most 500 characters.</param>
public sealed record DecisionBody(string Decision, string? Note = null);

/// <summary>What was taken out of a label's plays.</summary>
/// <param name="Label">The label.</param>
/// <param name="Month">The month.</param>
/// <param name="Excluded">By day, track and reason.</param>
/// <param name="Next">What to give as <c>after</c> for the next page; null on the last.</param>
public sealed record LabelArtificialPage(string Label, string Month, IReadOnlyList<LabelExcluded> Excluded, string? Next);

/// <summary>What was taken out of the plays of a track.</summary>
public sealed record LabelExcluded(string Date, string Track, string Reason, int Plays);

/// <summary>Reads what the routes take.</summary>
internal static class ArtificialQuery
{
    public const int DefaultRows = 50;

    public const int MostRows = 200;

    public static DateOnly? DateOf(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}
