using System.Numerics;
using Spotify.Core.Royalties.Agreements;
using Spotify.Core.Royalties.Money;

namespace Spotify.Core.Royalties.Calculation;

/// <summary>
/// Divides one pool exactly. Three passes over the pool's weights in the order of recordings: <see cref="Survey"/> adds up, <see cref="Share"/> finds each holder's exact
/// rational part, <see cref="Close"/> rounds once, and <see cref="LinesOf"/> cuts each holder's whole amount over its tracks. Holds agreements and holders, no tracks.
/// </summary>
/// <remarks>
/// With the net pool N, S = all eligible hundredths of streams, S_g those of the tracks whose master agreement has model g, w_t a track's weight under its model, and W_g
/// the sum of them: T_t = N (S_g / S) (w_t / W_g) is the track's part of the pool, and an agreement gets its share of T_t. A model under which nothing weighs
/// anything falls back to streams. An agreement's sum in the pool is raised to its minimum guarantee in proportion. See docs/royalties-money.md.
/// </remarks>
public sealed class PoolDivider
{
    private const int Models = 4;
    private const long Micro = 1_000_000;

    private readonly Pool _pool;
    private readonly RoyaltyRules _rules;
    private readonly IOwnership _ownership;
    private readonly long _excluded;
    private readonly Int128[] _streamsOf = new Int128[Models];
    private readonly Int128[] _weightOf = new Int128[Models];
    private readonly BigInteger[] _factors = new BigInteger[Models];
    private readonly Dictionary<string, SideOwnership> _payees = [];
    private readonly Dictionary<TermsKey, Terms> _terms = [];
    private readonly Dictionary<HolderKey, Holder> _holders = [];
    private Int128 _all;
    private BigInteger _denominator;
    private long _streams;
    private long _ineligible;
    private Phase _phase;

    /// <summary>A divider of one pool.</summary>
    /// <param name="pool">What there is.</param>
    /// <param name="rules">The default terms.</param>
    /// <param name="ownership">Who owns what.</param>
    /// <param name="excluded">Artificial streams of the pool's market, only to be told.</param>
    /// <exception cref="ArgumentOutOfRangeException">The pool is below 0: <see cref="PoolChecks"/> refuses it before.</exception>
    public PoolDivider(Pool pool, RoyaltyRules rules, IOwnership ownership, long excluded = 0)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentOutOfRangeException.ThrowIfNegative(pool.Net);
        (_pool, _rules, _ownership, _excluded) = (pool, rules, ownership, excluded);
    }

    /// <summary>The first pass: adds up a weight.</summary>
    public void Survey(PoolWeight weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        Expect(Phase.Survey);
        _streams += weight.Streams;
        _ineligible += weight.Ineligible;
        if (weight.ProRata == 0)
            return;
        var track = TrackOwnership.Of(weight.Recording, _pool.Key, _rules, _ownership, _payees);
        var model = (int)track.Model;
        _all = checked(_all + weight.ProRata);
        _streamsOf[model] = checked(_streamsOf[model] + weight.ProRata);
        _weightOf[model] = checked(_weightOf[model] + weight.Under(track.Model));
        TermsOf(RoyaltySide.Master, track.Master.Agreement).Survey(model, weight);
        TermsOf(RoyaltySide.Publishing, track.Publishing.Agreement).Survey(model, weight);
    }

    /// <summary>The second pass: adds a weight to its holders. The first call ends the first pass.</summary>
    public void Share(PoolWeight weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        if (_phase == Phase.Survey)
            EndSurvey();
        Expect(Phase.Share);
        if (weight.ProRata == 0)
            return;
        var track = TrackOwnership.Of(weight.Recording, _pool.Key, _rules, _ownership, _payees);
        ShareSide(RoyaltySide.Master, track.Model, track.Master, weight);
        ShareSide(RoyaltySide.Publishing, track.Model, track.Publishing, weight);
    }

    /// <summary>Ends the second pass: rounds all holders' exact parts, and what the service keeps, to whole minor units that come to exactly the pool.</summary>
    /// <returns>The pool's sums, and an earning for every holder in order of holder, side, agreement and model.</returns>
    public DividedEarnings Close()
    {
        if (_phase == Phase.Survey)
            EndSurvey();
        Expect(Phase.Share);
        _phase = Phase.Lines;
        var holders = _holders.OrderBy(holder => holder.Key).ToList();
        var parts = new List<Fraction>(holders.Count + 1);
        var sums = new Dictionary<BigInteger, BigInteger>();
        foreach (var (key, holder) in holders)
        {
            var part = new Fraction(holder.Terms.Numerator * holder.Weight.Total * holder.Terms.FactorOf(this, key.Model), holder.Terms.Denominator);
            parts.Add(part);
            sums[part.Denominator] = sums.GetValueOrDefault(part.Denominator) + part.Numerator;
        }

        var retained = new Fraction(_pool.Net, BigInteger.One);
        foreach (var (denominator, numerator) in sums)
            retained -= new Fraction(numerator, denominator);
        var place = holders.FindIndex(holder => string.CompareOrdinal(holder.Key.Name, EscrowAccount.Retained) > 0);
        place = place < 0 ? holders.Count : place;
        parts.Insert(place, retained);
        var amounts = LargestRemainder.Round(_pool.Net, parts);

        var earnings = new List<Earning>(holders.Count);
        var (paid, escrow) = (0L, 0L);
        for (var i = 0; i < holders.Count; i++)
        {
            var (key, holder) = holders[i];
            holder.Amount = amounts[i < place ? i : i + 1];
            earnings.Add(new Earning(key.Name, key.Side, key.Agreement, _pool.Key, key.Model, holder.Escrow, holder.Streams, holder.Amount));
            if (holder.Escrow is null)
                paid += holder.Amount;
            else
                escrow += holder.Amount;
        }

        return new DividedEarnings(new DividedPool(_pool, _streams, _ineligible, _excluded, paid, escrow, amounts[place]), earnings);
    }

    /// <summary>
    /// The third pass: the lines of one weight, in order of side and shares. A holder's lines are cut where its running sum passes whole millionths, so that they come to exactly
    /// its amount and each is within one millionth of its exact part, whatever their number. Weights must come in the same order as in every earlier calculation.
    /// </summary>
    public IReadOnlyList<EarningLine> LinesOf(PoolWeight weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        Expect(Phase.Lines);
        if (weight.ProRata == 0)
            return [];
        var track = TrackOwnership.Of(weight.Recording, _pool.Key, _rules, _ownership, _payees);
        var lines = new List<EarningLine>(track.Master.Shares.Count + track.Publishing.Shares.Count);
        AddLines(lines, RoyaltySide.Master, track.Model, track.Master, weight);
        AddLines(lines, RoyaltySide.Publishing, track.Model, track.Publishing, weight);
        return lines;
    }

    /// <summary>Divides a pool whose weights are in memory.</summary>
    public static PoolDivision Divide(Pool pool, RoyaltyRules rules, IOwnership ownership, IReadOnlyCollection<PoolWeight> weights, long excluded = 0)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var divider = new PoolDivider(pool, rules, ownership, excluded);
        foreach (var weight in weights)
            divider.Survey(weight);
        foreach (var weight in weights)
            divider.Share(weight);
        var divided = divider.Close();
        return new PoolDivision(divided.Pool, divided.Earnings, [.. weights.SelectMany(divider.LinesOf)]);
    }

    private void EndSurvey()
    {
        _phase = Phase.Share;
        // S_g / W_g as a fraction; where both are the same, as for streams, nothing need be multiplied.
        var (above, below) = (new BigInteger[Models], new BigInteger[Models]);
        _denominator = _all;
        for (var g = 0; g < Models; g++)
        {
            var isPlain = _weightOf[g] == 0 || _weightOf[g] == _streamsOf[g];
            (above[g], below[g]) = isPlain ? (BigInteger.One, BigInteger.One) : ((BigInteger)_streamsOf[g], (BigInteger)_weightOf[g]);
            if (!isPlain && _streamsOf[g] == _all)
                (above[g], _denominator) = (BigInteger.One, BigInteger.One);
            _denominator *= below[g];
        }

        for (var g = 0; g < Models; g++)
        {
            _factors[g] = above[g];
            for (var other = 0; other < Models; other++)
                _factors[g] *= other == g ? BigInteger.One : below[other];
        }

        foreach (var (key, terms) in _terms)
            terms.Settle(this, key);
    }

    private Terms TermsOf(RoyaltySide side, Agreement? agreement)
    {
        var key = new TermsKey(side, agreement?.Id);
        if (!_terms.TryGetValue(key, out var terms))
            _terms.Add(key, terms = new Terms(agreement));
        return terms;
    }

    private void ShareSide(RoyaltySide side, RoyaltyModel model, SideOwnership owned, PoolWeight weight)
    {
        var terms = TermsOf(side, owned.Agreement);
        var value = terms.ValueOf(this, model, weight);
        string? before = null;
        foreach (var share in owned.Shares)
        {
            var key = new HolderKey(share.Holder, side, owned.Agreement?.Id, model);
            if (!_holders.TryGetValue(key, out var holder))
                _holders.Add(key, holder = new Holder(terms, share.Escrow));
            holder.Weight.Add(value, share.SharePpb);
            // Who is in a chain twice, as label and as producer, has its streams once.
            if (share.Holder != before && !IsNamedBefore(owned.Shares, share))
                holder.Streams += weight.Streams;
            before = share.Holder;
        }
    }

    private static bool IsNamedBefore(IReadOnlyList<Splits.HolderShare> shares, Splits.HolderShare share)
    {
        foreach (var other in shares)
        {
            if (ReferenceEquals(other, share))
                return false;
            if (other.Holder == share.Holder)
                return true;
        }

        return false;
    }

    private void AddLines(List<EarningLine> lines, RoyaltySide side, RoyaltyModel model, SideOwnership owned, PoolWeight weight)
    {
        var value = TermsOf(side, owned.Agreement).ValueOf(this, model, weight);
        foreach (var share in owned.Shares)
        {
            var holder = _holders[new HolderKey(share.Holder, side, owned.Agreement?.Id, model)];
            holder.Passed.Add(value, share.SharePpb);
            var micros = holder.Weight.Total.IsZero ? 0 : (long)(holder.Passed.Total * holder.Amount * Micro / holder.Weight.Total);
            lines.Add(new EarningLine(
                share.Holder,
                side,
                owned.Agreement?.Id,
                _pool.Key,
                weight.Recording.Track.ToString(),
                weight.Recording.Isrc,
                weight.Recording.Label,
                share.Role,
                weight.Streams,
                weight.Under(model),
                share.SharePpb,
                micros - holder.Micros));
            holder.Micros = micros;
        }
    }

    private void Expect(Phase phase)
    {
        if (_phase != phase)
            throw new InvalidOperationException("The passes over a pool come one after the other.");
    }

    private enum Phase
    {
        Survey = 0,
        Share = 1,
        Lines = 2,
    }

    private readonly record struct TermsKey(RoyaltySide Side, string? Agreement);

    private readonly record struct HolderKey(string Name, RoyaltySide Side, string? Agreement, RoyaltyModel Model) : IComparable<HolderKey>
    {
        public int CompareTo(HolderKey other)
        {
            var order = string.CompareOrdinal(Name, other.Name);
            if (order == 0)
                order = Side.CompareTo(other.Side);
            if (order == 0)
                order = string.CompareOrdinal(Agreement, other.Agreement);
            return order == 0 ? Model.CompareTo(other.Model) : order;
        }
    }

    private sealed class Holder(Terms terms, EscrowReason? escrow)
    {
        public Terms Terms { get; } = terms;

        public EscrowReason? Escrow { get; } = escrow;

        public WideSum Weight { get; } = new();

        public long Streams { get; set; }

        public long Amount { get; set; }

        public WideSum Passed { get; } = new();

        public long Micros { get; set; }
    }

    /// <summary>Adds up products in 128 bits as long as they fit.</summary>
    private sealed class WideSum
    {
        private static readonly Int128 Small = (Int128)1 << 90;
        private static readonly Int128 Large = (Int128)1 << 124;

        private Int128 _low;
        private BigInteger _high;

        public BigInteger Total => _high + _low;

        public void Add(Int128 value, long times)
        {
            if (value >= Small)
            {
                _high += (BigInteger)value * times;
                return;
            }

            // A share is below 2^30, so a product is below 2^120.
            _low += value * times;
            if (_low < Large)
                return;
            _high += _low;
            _low = 0;
        }
    }

    /// <summary>
    /// What one agreement, or the default terms of a side, gets: a holder with weight H under a model with factor F gets <see cref="Numerator"/> x H x F / <see cref="Denominator"/>.
    /// </summary>
    private sealed class Terms(Agreement? agreement)
    {
        private readonly Int128[] _streams = new Int128[Models];
        private readonly Int128[] _weights = new Int128[Models];
        private bool _byStreams;

        public BigInteger Numerator { get; private set; }

        public BigInteger Denominator { get; private set; } = BigInteger.One;

        public void Survey(int model, PoolWeight weight)
        {
            _streams[model] = checked(_streams[model] + weight.ProRata);
            _weights[model] = checked(_weights[model] + weight.Under((RoyaltyModel)model));
        }

        public Int128 ValueOf(PoolDivider divider, RoyaltyModel model, PoolWeight weight) =>
            _byStreams || divider._weightOf[(int)model] == 0 ? weight.ProRata : weight.Under(model);

        public BigInteger FactorOf(PoolDivider divider, RoyaltyModel model) => _byStreams ? BigInteger.One : divider._factors[(int)model];

        public void Settle(PoolDivider divider, TermsKey key)
        {
            var (streams, value) = (BigInteger.Zero, BigInteger.Zero);
            for (var g = 0; g < Models; g++)
            {
                streams += _streams[g];
                value += (divider._weightOf[g] == 0 ? _streams[g] : _weights[g]) * divider._factors[g];
            }

            var shareBp = agreement?.ShareBp ?? divider._rules.DefaultBp(key.Side);
            Numerator = (BigInteger)divider._pool.Net * shareBp;
            Denominator = divider._denominator * 10_000 * TrackOwnership.Whole;
            var minimum = agreement?.Minimums.Where(each => each.Currency == divider._pool.Key.Currency).Select(each => each.PerSubscriber).DefaultIfEmpty(0).Max() ?? 0;
            var owed = new Fraction((BigInteger)minimum * divider._pool.Subscribers * streams, divider._all);
            if (owed.CompareTo(new Fraction(Numerator * value, divider._denominator * 10_000)) <= 0)
                return;
            _byStreams = value.IsZero;
            Numerator = owed.Numerator;
            Denominator = owed.Denominator * (_byStreams ? streams : value) * TrackOwnership.Whole;
        }
    }
}

/// <summary>A pool and who gets it.</summary>
/// <param name="Pool">The sums.</param>
/// <param name="Earnings">By holder, side, agreement and model; those of 0 too.</param>
public sealed record DividedEarnings(DividedPool Pool, IReadOnlyList<Earning> Earnings);

/// <summary>A pool, who gets it, and for which tracks.</summary>
/// <param name="Pool">The sums.</param>
/// <param name="Earnings">By holder, side, agreement and model; those of 0 too.</param>
/// <param name="Lines">In the order of recordings.</param>
public sealed record PoolDivision(DividedPool Pool, IReadOnlyList<Earning> Earnings, IReadOnlyList<EarningLine> Lines);
