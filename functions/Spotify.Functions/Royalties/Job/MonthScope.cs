using Spotify.Core.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Job;

/// <summary>A month as the ledgers up to another one know it: the month's own, and what later ones correct of it.</summary>
/// <param name="Month">The month that is calculated, <c>yyyy-MM</c>.</param>
/// <param name="AsOf">The last ledger that is looked at; the month itself for its own calculation.</param>
/// <param name="Shards">Into how many shards of listeners the work is cut: as many as the month's ledger has.</param>
/// <param name="Ledgers">The ledgers that hold something of it, in order.</param>
/// <param name="First">The month that royalties begin with: an earlier one is only tallied, and all of its ledger is its own.</param>
public sealed record MonthScope(string Month, string AsOf, int Shards, IReadOnlyList<string> Ledgers, string First)
{
    /// <summary>Whether it is there for eligibility alone.</summary>
    public bool IsBefore => string.CompareOrdinal(Month, First) < 0;

    /// <summary>Which shards of a ledger hold the listeners of one of the scope's.</summary>
    /// <param name="shard">The shard of the scope.</param>
    /// <param name="shards">How many the ledger has.</param>
    internal IEnumerable<int> ShardsOf(int shard, int shards) =>
        shards >= Shards ? Enumerable.Range(shard * (shards / Shards), shards / Shards) : [shard / (Shards / shards)];

    /// <summary>Whether a listener is in a shard of the scope.</summary>
    internal bool Has(int shard, UInt128 listener) => LedgerId.ShardOf(listener, Shards) == shard;
}
