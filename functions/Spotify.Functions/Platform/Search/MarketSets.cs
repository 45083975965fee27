using System.Collections.Concurrent;
using System.Collections.Frozen;
using Spotify.Sqlite;

namespace Spotify.Functions.Platform.Search;

/// <summary>The sets of markets that items of an index are available in: few sets, many items. A set never changes under its number.</summary>
internal sealed class MarketSets(SqliteDatabase database)
{
    /// <summary>The number of the set of all markets.</summary>
    public const long Everywhere = 0;

    private const string Nowhere = "-";

    private readonly ConcurrentDictionary<long, FrozenSet<string>> _sets = new();

    /// <summary>A set as text; empty for all markets.</summary>
    public static string TextOf(IReadOnlyList<string>? markets) => markets switch
    {
        null => "",
        [] => Nowhere,
        _ => string.Join(' ', markets.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)),
    };

    /// <summary>Whether a market is in a set.</summary>
    public bool Has(long set, string market) => set == Everywhere || _sets.GetOrAdd(set, Read).Contains(market);

    private FrozenSet<string> Read(long set)
    {
        var codes = database.Read(session => session.Scalar<string>("SELECT codes FROM markets WHERE id = $1", set)) ?? Nowhere;
        return codes.Split(' ').ToFrozenSet(StringComparer.Ordinal);
    }
}
