namespace Spotify.Functions.Telemetry.Closing;

/// <summary>How much of a closing is held in memory, whatever the size of the month: per activity some 64 MB at most.</summary>
internal sealed record ClosingLimits
{
    /// <summary>Leaves that a scan holds before it spills them; 64 bytes each.</summary>
    public int Leaves { get; init; } = 250_000;

    /// <summary>Rows that a scan holds before it spills them, of either kind; some 100 bytes each.</summary>
    public int Rows { get; init; } = 100_000;

    /// <summary>Runs that are merged at once, a buffer of 64 KB each; more are merged in rounds.</summary>
    public int RunsAtOnce { get; init; } = 256;

    /// <summary>Rows in one document of the result.</summary>
    public int RowsInDocument { get; init; } = 1000;
}
