namespace Spotify.Functions.Telemetry.Closing;

/// <summary>A closed period: what it comes to, and the root that statements quote.</summary>
/// <param name="Period">The period, <c>yyyy-MM</c>.</param>
/// <param name="Shards">Into how many shards its plays, and its listeners, are cut.</param>
/// <param name="Root">The root over the roots of all shards, 64 hexadecimal digits.</param>
/// <param name="Documents">Documents of the ledger: the leaves of its trees.</param>
/// <param name="Plays">Plays to pay: adjustments of earlier months included, excluded plays not.</param>
/// <param name="Adjustments">How much of that are adjustments.</param>
/// <param name="Excluded">Plays that are excluded.</param>
/// <param name="ListenedMs">The time that the plays to pay were heard, in milliseconds.</param>
/// <param name="Markets">What each market and product comes to, in order of both.</param>
/// <param name="Listeners">What the listeners of each shard come to, in order.</param>
/// <param name="Version">Of the rows of listeners: 1 are those of periods that were closed when these neither told adjustments apart nor what was chosen.</param>
public sealed record ClosedPeriod(
    string Period,
    int Shards,
    string Root,
    long Documents,
    long Plays,
    long Adjustments,
    long Excluded,
    long ListenedMs,
    IReadOnlyList<MarketTotals> Markets,
    IReadOnlyList<ListenerTotals> Listeners,
    int Version = 1)
{
    /// <summary>What <see cref="Version"/> is written.</summary>
    public const int CurrentVersion = 2;
}

/// <summary>What a market and product comes to.</summary>
/// <param name="Market">The country, or <c>ZZ</c> for none.</param>
/// <param name="Product">The plan, or <c>unknown</c>.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Chunks">The documents that hold them.</param>
/// <param name="Plays">Plays to pay.</param>
/// <param name="Adjustments">How much of that are adjustments.</param>
/// <param name="Excluded">Plays that are excluded.</param>
/// <param name="ListenedMs">The time that the plays to pay were heard, in milliseconds.</param>
public sealed record MarketTotals(string Market, string Product, long Rows, int Chunks, long Plays, long Adjustments, long Excluded, long ListenedMs);

/// <summary>What the listeners of a shard come to.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Chunks">The documents that hold them.</param>
/// <param name="Plays">Plays to pay.</param>
/// <param name="Adjusts">The earlier months that its rows correct, in order; null for none, and in <see cref="ClosedPeriod.Version"/> 1.</param>
public sealed record ListenerTotals(int Shard, long Rows, int Chunks, long Plays, IReadOnlyList<string>? Adjusts = null);

/// <summary>The plays of a recording in one market and product of a closed period.</summary>
/// <param name="Track">The track.</param>
/// <param name="Isrc">The recording, as the plays have it.</param>
/// <param name="Label">The label at the time of the plays.</param>
/// <param name="Plays">Plays to pay; below 0 where earlier months paid more than there was.</param>
/// <param name="Adjustments">How much of that are adjustments of earlier months.</param>
/// <param name="Excluded">Plays that are excluded, beside those to pay.</param>
/// <param name="ListenedMs">The time that the plays to pay were heard, in milliseconds.</param>
public sealed record ClosedRow(string Track, string? Isrc, string? Label, long Plays, long Adjustments, long Excluded, long ListenedMs);

/// <summary>What one listener heard of a recording in a closed period.</summary>
/// <param name="Listener">The pseudonym.</param>
/// <param name="Market">The country, or <c>ZZ</c> for none.</param>
/// <param name="Product">The plan, or <c>unknown</c>.</param>
/// <param name="Track">The track.</param>
/// <param name="Isrc">The recording, as the plays have it.</param>
/// <param name="Label">The label at the time of the plays.</param>
/// <param name="Plays">Plays to pay; below 0 where earlier months paid more than there was.</param>
/// <param name="Active">How many of them the listener chose; 0 in <see cref="ClosedPeriod.Version"/> 1.</param>
/// <param name="AdjustmentOf">The month that it corrects; null for the period's own, and in <see cref="ClosedPeriod.Version"/> 1.</param>
public sealed record ClosedListenerRow(
    string Listener, string Market, string Product, string Track, string? Isrc, string? Label, long Plays, long Active = 0, string? AdjustmentOf = null);

/// <summary>The root of a shard.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Plays">Its plays: the leaves of its tree.</param>
/// <param name="Root">The root over them.</param>
public sealed record ClosedRoot(int Shard, long Plays, string Root);
