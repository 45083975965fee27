using System.Text;

namespace Spotify.Core.Telemetry.Closing;

/// <summary>What plays of a closed period are added up by.</summary>
/// <param name="Market">The country, or <see cref="NoMarket"/>.</param>
/// <param name="Product">The plan, or <see cref="NoProduct"/>.</param>
/// <param name="Track">The track.</param>
/// <param name="Isrc">The recording, where the play had one.</param>
/// <param name="Label">The label at the time of the play, where there was one.</param>
public sealed record LedgerRowKey(string Market, string Product, TrackKey Track, string? Isrc, string? Label)
{
    /// <summary>Stands for the market of plays without one: a code that ISO 3166-1 leaves to its users.</summary>
    public const string NoMarket = "ZZ";

    /// <summary>Stands for the product of plays without one.</summary>
    public const string NoProduct = "unknown";

    /// <summary>The key of a play.</summary>
    public static LedgerRowKey Of(LedgerPlay play)
    {
        ArgumentNullException.ThrowIfNull(play);
        return new(play.Market ?? NoMarket, play.Product ?? NoProduct, new TrackKey(LedgerId.Parse(play.Track, "track id")), play.Isrc, play.Label);
    }

    /// <summary>In which of some buckets the market and product is: all of one in one.</summary>
    public int BucketOf(int buckets) => (int)(StableHash.Of(Encoding.UTF8.GetBytes($"{Market}:{Product}")) % (ulong)buckets);

    /// <summary>The order of rows: market, product, track, recording, label.</summary>
    public static int Compare(LedgerRowKey x, LedgerRowKey y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var order = string.CompareOrdinal(x.Market, y.Market);
        if (order == 0)
            order = string.CompareOrdinal(x.Product, y.Product);
        if (order == 0)
            order = x.Track.Value.CompareTo(y.Track.Value);
        if (order == 0)
            order = string.CompareOrdinal(x.Isrc, y.Isrc);
        return order == 0 ? string.CompareOrdinal(x.Label, y.Label) : order;
    }
}

/// <summary>What plays of a closed period come to.</summary>
/// <param name="Plays">Plays to pay: the sum of <see cref="LedgerPlay.Delta"/>, adjustments of earlier months included.</param>
/// <param name="Adjustments">How much of that are adjustments.</param>
/// <param name="Excluded">How many of the ledger's plays are excluded.</param>
/// <param name="ListenedMs">The time that the plays to pay were heard.</param>
public readonly record struct LedgerSums(long Plays, long Adjustments, long Excluded, long ListenedMs)
{
    /// <summary>Whether there is nothing to tell.</summary>
    public bool IsZero => this == default;

    /// <summary>What one play adds.</summary>
    public static LedgerSums Of(LedgerPlay play)
    {
        ArgumentNullException.ThrowIfNull(play);
        return new(play.Delta, play.AdjustmentOf is null ? 0 : play.Delta, play.Excluded is null ? 0 : 1, play.Delta * play.ListenedMs);
    }

    /// <summary>Both together.</summary>
    public static LedgerSums operator +(LedgerSums x, LedgerSums y) => x.Add(y);

    /// <summary>Both together.</summary>
    public LedgerSums Add(LedgerSums other) =>
        new(Plays + other.Plays, Adjustments + other.Adjustments, Excluded + other.Excluded, ListenedMs + other.ListenedMs);
}

/// <summary>A row of a market and product.</summary>
/// <param name="Key">What it is the sum of.</param>
/// <param name="Sums">The sums.</param>
public sealed record LedgerRow(LedgerRowKey Key, LedgerSums Sums);

/// <summary>A row of a listener: what user-centric pay divides a subscription by.</summary>
/// <param name="Listener">The pseudonym.</param>
/// <param name="Key">What it is the sum of.</param>
/// <param name="AdjustmentOf">The month that it corrects; null for the period's own.</param>
/// <param name="Plays">Plays to pay.</param>
/// <param name="Active">How many of them the listener chose: <see cref="PlayContexts.IsActive"/>.</param>
public sealed record ListenerRow(UInt128 Listener, LedgerRowKey Key, string? AdjustmentOf, long Plays, long Active)
{
    /// <summary>The order of rows: listener, key, the period's own first, then by the month that they correct.</summary>
    public static int Compare(ListenerRow x, ListenerRow y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var order = x.Listener.CompareTo(y.Listener);
        if (order == 0)
            order = LedgerRowKey.Compare(x.Key, y.Key);
        return order == 0 ? string.CompareOrdinal(x.AdjustmentOf, y.AdjustmentOf) : order;
    }
}
