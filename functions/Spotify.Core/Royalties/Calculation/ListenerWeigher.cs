using Spotify.Core.Telemetry;

namespace Spotify.Core.Royalties.Calculation;

/// <summary>
/// The second pass over a shard of listeners: what each listener's plays weigh under each model, added up by pool and recording. Everything is a whole number, so shards
/// may be cut and merged in any way. Holds a few numbers for each recording of a pool; where <see cref="IsFull"/>, what is held is drained and merged later.
/// </summary>
public sealed class ListenerWeigher
{
    /// <summary>One stream, or one minor unit, in the units in which listeners' budgets are cut.</summary>
    public const long Billion = 1_000_000_000;

    private readonly PoolTable _pools;
    private readonly RecordingTable _recordings;
    private readonly Func<TrackKey, TrackTerm> _termOf;
    private readonly RoyaltyRules _rules;
    private readonly int _capacity;
    private readonly bool[] _models = new bool[4];
    private readonly WeightPages _weights = new();
    private readonly long[] _prices;
    private readonly Dictionary<TrackKey, long> _heard = [];
    private Known[] _known = [];
    private long[] _shares = [];
    private ulong[] _rests = [];
    private long[] _lines = [];

    /// <summary>A weigher.</summary>
    /// <param name="pools">The month's pools.</param>
    /// <param name="recordings">The shard's recordings.</param>
    /// <param name="termOf">What a stream of a track is worth, by <see cref="Eligibility"/>; the default for one that is not paid.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="capacity">From how many recordings of pools on it is full.</param>
    /// <param name="models">The models that are wanted; null for all. Others weigh nothing, except that streams are always counted.</param>
    public ListenerWeigher(
        PoolTable pools,
        RecordingTable recordings,
        Func<TrackKey, TrackTerm> termOf,
        RoyaltyRules rules,
        int capacity = int.MaxValue,
        IReadOnlyCollection<RoyaltyModel>? models = null)
    {
        ArgumentNullException.ThrowIfNull(rules);
        (_pools, _recordings, _termOf, _rules, _capacity) = (pools, recordings, termOf, rules, capacity);
        foreach (var model in models ?? Enum.GetValues<RoyaltyModel>())
            _models[(int)model] = true;
        _prices = new long[rules.PricedPlays + 1];
        for (var n = 1; n < _prices.Length; n++)
            _prices[n] = _prices[n - 1] + ((long)rules.FirstPrice << (n - 1));
    }

    /// <summary>Whether it is time to drain.</summary>
    public bool IsFull => _weights.Held >= _capacity;

    /// <summary>Weighs all plays of one listener.</summary>
    /// <param name="plays">The listener's rows by market, then in the order of recordings; no two of one market and recording.</param>
    /// <param name="fees">What the listener paid, at most one for each pool.</param>
    /// <exception cref="InvalidDataException">Rows are out of order, of several listeners, or the ledger takes back more plays than it gave.</exception>
    public void Weigh(ReadOnlySpan<ListenerPlays> plays, ReadOnlySpan<ListenerFee> fees)
    {
        Check(plays);
        if (_lines.Length < plays.Length * 2)
            (_shares, _rests, _lines) = (new long[plays.Length * 4], new ulong[plays.Length * 4], new long[plays.Length * 4]);
        CountStreams(plays);
        if (_models[(int)RoyaltyModel.UserCentric])
            CutFees(plays, fees);
        if (_models[(int)RoyaltyModel.ArtistCentric])
            CutStreams(plays);
        if (_models[(int)RoyaltyModel.StreamToOwn])
            PricePlays(plays);
    }

    /// <summary>Adds what another one holds, which weighed other listeners over the same tables.</summary>
    public void Absorb(ListenerWeigher other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var pool = 0; pool < other._weights.Pools; pool++)
        {
            for (var number = 0; number < other._weights.PagesOf(pool); number++)
            {
                if (other._weights.Find(pool, number) is { } page)
                    _weights.Add(pool, number, page);
            }
        }

        for (var recording = 0; recording < other._known.Length; recording++)
        {
            if (other._known[recording].IsKnown)
                Know(recording);
        }
    }

    /// <summary>What is held of a pool, in the order of recordings, made as it is read: it may be read again while nothing is weighed.</summary>
    public IEnumerable<PoolWeight> WeightsOf(int pool) => _recordings.IsSorted
        ? Heard(pool)
        : Heard(pool).Order(Comparer<PoolWeight>.Create(PoolWeight.Compare));

    /// <summary>All that is held, in the order of pools and recordings; nothing is held afterwards.</summary>
    public IReadOnlyList<PoolWeight> Drain()
    {
        var drained = new List<PoolWeight>();
        for (var pool = 0; pool < _weights.Pools; pool++)
            drained.AddRange(WeightsOf(pool));
        _weights.Clear();
        return drained;
    }

    /// <summary>What plays of one track cost a listener who has heard it some times before, in thousandths of a major unit.</summary>
    /// <param name="earlier">Plays before.</param>
    /// <param name="plays">Plays now.</param>
    /// <param name="rules">The first price and the number of plays that are paid for.</param>
    public static long PriceOf(long earlier, long plays, RoyaltyRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var from = Math.Min(earlier, rules.PricedPlays);
        var to = Math.Min(checked(earlier + plays), rules.PricedPlays);
        return rules.FirstPrice * ((1L << (int)to) - (1L << (int)from));
    }

    private IEnumerable<PoolWeight> Heard(int pool)
    {
        for (var number = 0; number < _weights.PagesOf(pool); number++)
        {
            if (_weights.Find(pool, number) is not { } page)
                continue;
            for (var place = 0; place < WeightPages.Size; place++)
            {
                var recording = (number * WeightPages.Size) + place;
                if (page.Streams[place] > 0)
                    yield return page.At(pool, place, _recordings[recording], _known[recording].Hundredths);
            }
        }
    }

    private int Hundredths(int recording) => _known[recording].Hundredths;

    private void Know(int recording)
    {
        if (recording >= _known.Length)
            Array.Resize(ref _known, Math.Max(Math.Max(_recordings.Count, recording + 1), _known.Length * 2));
        ref var known = ref _known[recording];
        if (known.IsKnown)
            return;
        var term = _termOf(_recordings[recording].Track);
        known = new Known(checked((short)term.Hundredths), term.IsProfessional, true);
    }

    private void Check(ReadOnlySpan<ListenerPlays> plays)
    {
        for (var i = 0; i < plays.Length; i++)
        {
            ref readonly var row = ref plays[i];
            if (row.Plays < 0 || row.Active < 0 || row.Active > row.Plays)
                throw new InvalidDataException("The ledger takes back more plays than it gave.");
            if (row.Recording >= _known.Length || !_known[row.Recording].IsKnown)
                Know(row.Recording);
            if (i > 0 && !IsAfter(plays[i - 1], row))
                throw new InvalidDataException("A listener's plays are out of order.");
        }
    }

    private bool IsAfter(in ListenerPlays before, in ListenerPlays row)
    {
        if (before.Listener != row.Listener || before.Market > row.Market)
            return false;
        if (before.Market < row.Market)
            return true;
        return _recordings.IsSorted ? before.Recording < row.Recording : Recording.Compare(_recordings[before.Recording], _recordings[row.Recording]) < 0;
    }

    private void CountStreams(ReadOnlySpan<ListenerPlays> plays)
    {
        foreach (ref readonly var row in plays)
        {
            if (row.Plays == 0)
                continue;
            for (var (pool, count) = (_pools.FirstPoolOf(row.Market), _pools.PoolsOf(row.Market)); count > 0; pool++, count--)
                _weights.Count(pool, row.Recording, row.Plays);
        }
    }

    private void CutFees(ReadOnlySpan<ListenerPlays> plays, ReadOnlySpan<ListenerFee> fees)
    {
        foreach (ref readonly var fee in fees)
        {
            if (fee.Net <= 0 || plays.IsEmpty)
                continue;
            if (fee.Listener != plays[0].Listener)
                throw new InvalidDataException("A fee is another listener's.");
            var (from, to) = RangeOf(plays, fee.Pool);
            var rows = plays[from..to];
            for (var i = 0; i < rows.Length; i++)
                _lines[i] = rows[i].Plays * Hundredths(rows[i].Recording);
            Cut((Int128)fee.Net * Billion, rows.Length);
            for (var i = 0; i < rows.Length; i++)
            {
                if (_lines[i] > 0)
                    _weights.Of(fee.Pool, rows[i].Recording).UserCentric[rows[i].Recording % WeightPages.Size] += _shares[i];
            }
        }
    }

    private (int From, int To) RangeOf(ReadOnlySpan<ListenerPlays> plays, int pool)
    {
        var from = 0;
        while (from < plays.Length && !Has(plays[from].Market))
            from++;
        var to = from;
        while (to < plays.Length && plays[to].Market == plays[from].Market)
            to++;
        return (from, to);

        bool Has(int market) => pool >= _pools.FirstPoolOf(market) && pool < _pools.FirstPoolOf(market) + _pools.PoolsOf(market);
    }

    private void CutStreams(ReadOnlySpan<ListenerPlays> plays)
    {
        var total = 0L;
        foreach (ref readonly var row in plays)
            total += Hundredths(row.Recording) == 0 ? 0 : row.Plays;
        // Two lines a row: what came to the listener, then what it chose.
        for (var i = 0; i < plays.Length; i++)
        {
            var isPaid = Hundredths(plays[i].Recording) > 0;
            _lines[2 * i] = isPaid ? plays[i].Plays - plays[i].Active : 0;
            _lines[(2 * i) + 1] = isPaid ? plays[i].Active : 0;
        }

        var isCut = total > _rules.ListenerCap;
        if (isCut)
            Cut((Int128)_rules.ListenerCap * Billion, 2 * plays.Length);
        for (var i = 0; i < plays.Length; i++)
        {
            var (passive, active) = isCut ? ((Int128)_shares[2 * i], (Int128)_shares[(2 * i) + 1]) : ((Int128)_lines[2 * i] * Billion, (Int128)_lines[(2 * i) + 1] * Billion);
            if (passive == 0 && active == 0)
                continue;
            var known = _known[plays[i].Recording];
            var weight = (passive + (2 * active)) * ((known.IsProfessional ? 2 : 1) * known.Hundredths);
            for (var (pool, count) = (_pools.FirstPoolOf(plays[i].Market), _pools.PoolsOf(plays[i].Market)); count > 0; pool++, count--)
                _weights.Of(pool, plays[i].Recording).ArtistCentric[plays[i].Recording % WeightPages.Size] += weight;
        }
    }

    private void PricePlays(ReadOnlySpan<ListenerPlays> plays)
    {
        // In one market a track's rows are neighbours; only over several markets must all be remembered.
        var isSpread = plays.Length > 0 && plays[0].Market != plays[^1].Market;
        _heard.Clear();
        var (last, heard) = (default(TrackKey), 0L);
        for (var i = 0; i < plays.Length; i++)
        {
            ref readonly var row = ref plays[i];
            var hundredths = Hundredths(row.Recording);
            if (hundredths == 0 || row.Plays == 0)
                continue;
            var track = _recordings[row.Recording].Track;
            if (isSpread)
                heard = _heard.GetValueOrDefault(track, row.Earlier);
            else if (i == 0 || track != last)
                heard = row.Earlier;
            last = track;
            var weight = (_prices[Math.Min(heard + row.Plays, _rules.PricedPlays)] - _prices[Math.Min(heard, _rules.PricedPlays)]) * hundredths;
            heard += row.Plays;
            if (isSpread)
                _heard[track] = heard;
            for (var (pool, count) = (_pools.FirstPoolOf(row.Market), _pools.PoolsOf(row.Market)); count > 0; pool++, count--)
                _weights.Of(pool, row.Recording).StreamToOwn[row.Recording % WeightPages.Size] += weight;
        }
    }

    // The largest remainder of Money.LargestRemainder over the first of _lines into _shares, in 64 bits where that is enough: a budget B over a total W gives line w the
    // whole part (B / W) w + ((B mod W) w) / W.
    private void Cut(Int128 budget, int count)
    {
        var total = 0L;
        for (var i = 0; i < count; i++)
            total += _lines[i];
        if (total == 0)
            return;
        if (budget > long.MaxValue || total > int.MaxValue)
        {
            CutLarge(budget, total, count);
            return;
        }

        var (each, rest) = Math.DivRem((long)budget, total);
        var left = rest;
        for (var i = 0; i < count; i++)
        {
            var (part, remainder) = Math.DivRem(rest * _lines[i], total);
            _shares[i] = (each * _lines[i]) + part;
            // Sorts ascending: the largest rest first, of equal ones the first line.
            _rests[i] = ((ulong)(total - remainder) << 32) | (uint)i;
            left -= part;
        }

        if (left == 0)
            return;
        Array.Sort(_rests, 0, count);
        for (var i = 0; i < left; i++)
            _shares[(int)(uint)_rests[i]]++;
    }

    private void CutLarge(Int128 budget, long total, int count)
    {
        var order = new (Int128 Remainder, int Line)[count];
        var left = budget;
        for (var i = 0; i < count; i++)
        {
            var part = (long)(((UInt128)(budget / total) * (UInt128)_lines[i]) + ((UInt128)(budget % total) * (UInt128)_lines[i] / (UInt128)total));
            order[i] = ((budget % total) * _lines[i] % total, i);
            _shares[i] = part;
            left -= part;
        }

        Array.Sort(order, (x, y) => x.Remainder == y.Remainder ? x.Line.CompareTo(y.Line) : y.Remainder.CompareTo(x.Remainder));
        for (var i = 0; i < (int)left; i++)
            _shares[order[i].Line]++;
    }

    private readonly record struct Known(short Hundredths, bool IsProfessional, bool IsKnown);
}
