using System.Globalization;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Artificial;

namespace Spotify.Functions.Telemetry.Artificial;

/// <summary>What has become of a case. JSON: <c>excluded confirmed restored</c>.</summary>
public enum CaseStatus
{
    /// <summary>Its plays are taken out; nobody has looked at it.</summary>
    Excluded = 0,

    /// <summary>An operator has looked at it and agrees.</summary>
    Confirmed = 1,

    /// <summary>An operator has brought its plays back. It stays so, however often the day is reviewed.</summary>
    Restored = 2,
}

/// <summary>
/// Plays of one listener that a rule took out: container <c>aggregates</c>, partition <see cref="ScopeOf"/>, id <see cref="IdOf"/>. The same day gives the same cases, whoever reviews it how often.
/// </summary>
internal sealed record ArtificialCase
{
    public const string IdPrefix = "case:";

    /// <summary>How long cases are kept: beyond the time in which a label may dispute a statement.</summary>
    public static readonly TimeSpan TimeToLive = TimeSpan.FromDays(800);

    public string Type { get; init; } = "artificial_case";

    public int V { get; init; } = 1;

    public required string Reason { get; init; }

    /// <summary>The listener's pseudonym.</summary>
    public required string Listener { get; init; }

    /// <summary>What the case shares with others; empty where it is one listener's own.</summary>
    public required string Group { get; init; }

    public required IReadOnlyDictionary<string, double> Evidence { get; init; }

    public required IReadOnlyList<CasePlay> Plays { get; init; }

    public required CaseStatus Status { get; init; }

    public required DateTimeOffset FoundAt { get; init; }

    public string? ReviewedBy { get; init; }

    public DateTimeOffset? ReviewedAt { get; init; }

    public string? Note { get; init; }

    public static string ScopeOf(DateOnly date) => string.Create(CultureInfo.InvariantCulture, $"artificial:{date:yyyy-MM-dd}");

    /// <summary>The id of a finding's case; the first play tells findings of one listener and reason apart.</summary>
    public static string IdOf(Finding finding, string firstPlay) => $"{IdPrefix}{ArtificialReasons.NameOf(finding.Reason)}:{finding.Listener}:{firstPlay}";
}

/// <summary>A play of a case.</summary>
internal sealed record CasePlay(string PlayId, string Session, string StartKey, string Track, string? Label)
{
    public PlayReference ToReference() => new(
        Session,
        ulong.Parse(StartKey, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
        TrackKey.TryParse(Track, out var track) ? track : throw new FormatException($"'{Track}' is no track."));
}

/// <summary>A part of a day's tally: container <c>aggregates</c>, partition of the day's cases. Parts add up, so a tally that is too large for a document is several.</summary>
internal sealed record TallyDocument
{
    /// <summary>Entries of a document: far below the size that a document may have.</summary>
    public const int MostEntries = 5_000;

    public static readonly TimeSpan TimeToLive = TimeSpan.FromDays(7);

    public string Type { get; init; } = "artificial_tally";

    public int V { get; init; } = 1;

    public required DayTallyData Data { get; init; }

    public static string PrefixOf(string run) => $"tally:{run}:";
}

/// <summary>What was taken out of a label's plays: container <c>aggregates</c>, partition <see cref="ScopeOf"/>, id <see cref="IdOf"/>. Numbers alone, nobody behind them.</summary>
internal sealed record LabelExclusion
{
    public string Type { get; init; } = "label_exclusion";

    public int V { get; init; } = 1;

    public required string Date { get; init; }

    public required string Track { get; init; }

    public required string Reason { get; init; }

    public required int Plays { get; init; }

    public static string ScopeOf(string label) => "artificial-label:" + label;

    public static string IdOf(string date, string track, string reason) => $"{date}:{track}:{reason}";
}
