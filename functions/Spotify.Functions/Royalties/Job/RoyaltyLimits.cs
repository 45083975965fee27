namespace Spotify.Functions.Royalties.Job;

/// <summary>How much of a run is held in memory, whatever the size of the month.</summary>
internal sealed record RoyaltyLimits
{
    /// <summary>Rows that a sort holds before it spills them; some 150 bytes each.</summary>
    public int Rows { get; init; } = 200_000;

    /// <summary>Files that are merged at once, a buffer of 64 KB each; more are merged in rounds.</summary>
    public int RunsAtOnce { get; init; } = 256;

    /// <summary>Tracks that are looked up in the catalogue at once.</summary>
    public int Lookups { get; init; } = 32;
}
