namespace Spotify.Core.Telemetry.Closing;

/// <summary>What money needs of a play, as the ledger of a period holds it. Its bytes are <see cref="LedgerEncoding"/>'s.</summary>
public sealed record LedgerPlay
{
    /// <summary>The play.</summary>
    public required string Id { get; init; }

    /// <summary>The listener's pseudonym.</summary>
    public required string Listener { get; init; }

    /// <summary>The period that the play is paid in, <c>yyyy-MM</c>.</summary>
    public required string Period { get; init; }

    /// <summary>The month of the start, where that was closed when this was decided; null in the play's own month.</summary>
    public string? AdjustmentOf { get; init; }

    /// <summary>The track.</summary>
    public required string Track { get; init; }

    /// <summary>The recording.</summary>
    public string? Isrc { get; init; }

    /// <summary>The label at the time of the play.</summary>
    public string? Label { get; init; }

    /// <summary>The country at the time of the play, ISO 3166-1 alpha-2.</summary>
    public string? Market { get; init; }

    /// <summary>The plan at the time of the play, such as <c>premium</c>.</summary>
    public string? Product { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it was heard, in milliseconds.</summary>
    public required long ListenedMs { get; init; }

    /// <summary>The track's length, in milliseconds.</summary>
    public required long DurationMs { get; init; }

    /// <summary>What it adds to the plays of its period: 1, 0, or -1.</summary>
    public required int Delta { get; init; }

    /// <summary>Whether it counts.</summary>
    public required bool Counted { get; init; }

    /// <summary>Why it is excluded, where it is.</summary>
    public string? Excluded { get; init; }

    /// <summary>When the licence that permitted the play began.</summary>
    public DateTimeOffset? RightsFrom { get; init; }

    /// <summary>When that licence ends.</summary>
    public DateTimeOffset? RightsUntil { get; init; }

    /// <summary>Whether a licence permitted the play.</summary>
    public bool Licensed { get; init; }
}
