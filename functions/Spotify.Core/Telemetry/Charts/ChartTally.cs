namespace Spotify.Core.Telemetry.Charts;

/// <summary>
/// The best tracks of each market among all that were offered, in memory that the number of tracks does not move. A track may be offered in parts: what counts is the
/// largest that was offered, so whoever offers parts offers the whole as well. Merging is associative, commutative and idempotent: however the tracks are
/// cut into tallies, the merged one holds the same.
/// </summary>
public sealed class ChartTally
{
    /// <summary>Tracks on a chart.</summary>
    public const int Size = 50;

    private readonly Dictionary<string, Best> _markets = new(StringComparer.Ordinal);

    /// <summary>The markets in which something was played, the world among them where it was offered.</summary>
    public IReadOnlyCollection<string> Markets => _markets.Keys;

    /// <summary>The best tracks of a market, in the order of <see cref="ChartCount.Order"/>; at most <see cref="Size"/>.</summary>
    public IReadOnlyList<ChartCount> Top(string market) => _markets.TryGetValue(market, out var best) ? best.ToList() : [];

    /// <summary>Offers a track's plays in one market.</summary>
    /// <param name="market">The market.</param>
    /// <param name="count">The track and its plays; none are no offer.</param>
    public void Offer(string market, ChartCount count)
    {
        if (count.Plays <= 0)
            return;
        if (!_markets.TryGetValue(market, out var best))
            _markets.Add(market, best = new Best());
        best.Offer(count);
    }

    /// <summary>Offers a track's plays in the charts of its markets and in the world's.</summary>
    /// <param name="track">The track.</param>
    /// <param name="plays">Counted plays by market; of markets that are no countries too.</param>
    public void Offer(string track, IEnumerable<KeyValuePair<string, long>> plays)
    {
        ArgumentNullException.ThrowIfNull(plays);
        long world = 0;
        foreach (var (market, count) in plays)
        {
            world += count;
            if (ChartMarkets.IsCountry(market))
                Offer(market, new ChartCount(track, count));
        }

        Offer(ChartMarkets.Global, new ChartCount(track, world));
    }

    /// <summary>Takes in what another tally holds.</summary>
    public void Merge(ChartTally other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (var (market, best) in other._markets)
        {
            foreach (var count in best.ToList())
                Offer(market, count);
        }
    }

    private sealed class Best
    {
        private readonly SortedSet<ChartCount> _order = new(ChartCount.Order);
        private readonly Dictionary<string, long> _plays = new(Size + 1, StringComparer.Ordinal);

        public List<ChartCount> ToList() => [.. _order];

        public void Offer(ChartCount count)
        {
            if (_plays.TryGetValue(count.Track, out var known))
            {
                if (known >= count.Plays)
                    return;
                _order.Remove(new ChartCount(count.Track, known));
            }
            else if (_order.Count == Size)
            {
                var last = _order.Max;
                if (ChartCount.Order.Compare(last, count) <= 0)
                    return;
                _order.Remove(last);
                _plays.Remove(last.Track);
            }

            _order.Add(count);
            _plays[count.Track] = count.Plays;
        }
    }
}
