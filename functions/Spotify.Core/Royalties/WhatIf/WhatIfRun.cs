using System.Numerics;
using Spotify.Core.Royalties.Calculation;

namespace Spotify.Core.Royalties.WhatIf;

/// <summary>
/// What artists' tracks would get of the net pools of a month by one model, beside what they get by another: gross, before agreements and splits, so that nothing but the model makes
/// the difference. Each pool is read twice, <see cref="Survey"/> and <see cref="Add"/>, recording by recording; artists are held, recordings are not.
/// </summary>
/// <remarks>
/// With the net pool N, S = all eligible hundredths of streams, S_g those of the tracks of model g, w a track's weight and W_g the sum of them, a track gets N (S_g / S)(w / W_g);
/// under one model for all that is N w / W. Running sums are cut to millionths of minor units, so that every pool comes to exactly N under either model.
/// A model under which nothing weighs anything falls back to streams, as in <see cref="PoolDivider"/>.
/// </remarks>
public sealed class WhatIfRun
{
    private const int Models = 4;
    private const long Micro = 1_000_000;

    private readonly RoyaltyModel? _before;
    private readonly RoyaltyModel _after;
    private readonly SortedDictionary<string, Dictionary<string, ArtistSums>> _currencies = new(StringComparer.Ordinal);
    private readonly Side[] _sides = [new Side(), new Side()];
    private Pool? _pool;
    private bool _isSurveyed;

    /// <summary>A run.</summary>
    /// <param name="before">What is compared with: one model for all; null for the models that were agreed.</param>
    /// <param name="after">The model that is tried.</param>
    public WhatIfRun(RoyaltyModel? before, RoyaltyModel after) => (_before, _after) = (before, after);

    /// <summary>Begins with a pool; the pool before is done.</summary>
    public void Begin(Pool pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentOutOfRangeException.ThrowIfNegative(pool.Net);
        (_pool, _isSurveyed) = (pool, false);
        foreach (var side in _sides)
            side.Clear();
    }

    /// <summary>The first reading of the pool.</summary>
    public void Survey(WeighedTrack track)
    {
        ArgumentNullException.ThrowIfNull(track);
        if (_pool is null || _isSurveyed)
            throw new InvalidOperationException("A pool is surveyed after it has begun and before it is added up.");
        _sides[0].Survey(_before ?? track.Agreed, track.Weight);
        _sides[1].Survey(_after, track.Weight);
    }

    /// <summary>The second reading of the pool, in the same order.</summary>
    public void Add(WeighedTrack track)
    {
        ArgumentNullException.ThrowIfNull(track);
        if (_pool is null)
            throw new InvalidOperationException("No pool has begun.");
        _isSurveyed = true;
        if (track.Weight.ProRata == 0)
            return;
        if (!_currencies.TryGetValue(_pool.Key.Currency, out var artists))
            _currencies.Add(_pool.Key.Currency, artists = new Dictionary<string, ArtistSums>(StringComparer.Ordinal));
        var artist = track.Artist ?? "";
        var sums = artists.GetValueOrDefault(artist) ?? (artists[artist] = new ArtistSums());
        sums.Streams += track.Weight.Streams;
        sums.Before += _sides[0].Cut(_before ?? track.Agreed, track.Weight, _pool.Net);
        sums.After += _sides[1].Cut(_after, track.Weight, _pool.Net);
    }

    /// <summary>What came out, by currency in order: amounts of different currencies are not added.</summary>
    /// <param name="most">How many of the largest winners and losers are named.</param>
    public IReadOnlyList<WhatIfResult> Results(int most)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        return
        [
            .. _currencies.Select(currency => WhatIfResult.Of(
                currency.Key, currency.Value.Select(artist => new ArtistChange(artist.Key, artist.Value.Streams, artist.Value.Before, artist.Value.After)), most)),
        ];
    }

    private sealed class ArtistSums
    {
        public long Streams { get; set; }

        public Int128 Before { get; set; }

        public Int128 After { get; set; }
    }

    /// <summary>One of the two divisions of the pool.</summary>
    private sealed class Side
    {
        private readonly BigInteger[] _streams = new BigInteger[Models];
        private readonly BigInteger[] _weights = new BigInteger[Models];
        private readonly BigInteger[] _factors = new BigInteger[Models];
        private BigInteger _all;
        private BigInteger _denominator;
        private BigInteger _passed;
        private BigInteger _given;

        public void Clear()
        {
            Array.Clear(_streams);
            Array.Clear(_weights);
            (_all, _denominator, _passed, _given) = (BigInteger.Zero, BigInteger.Zero, BigInteger.Zero, BigInteger.Zero);
        }

        public void Survey(RoyaltyModel model, PoolWeight weight)
        {
            if (weight.ProRata == 0)
                return;
            _all += weight.ProRata;
            _streams[(int)model] += weight.ProRata;
            _weights[(int)model] += weight.Under(model);
        }

        public Int128 Cut(RoyaltyModel model, PoolWeight weight, long net)
        {
            if (_denominator.IsZero)
                Settle();
            var value = _weights[(int)model].IsZero ? weight.ProRata : weight.Under(model);
            _passed += value * _factors[(int)model];
            var given = _passed * net * Micro / _denominator;
            var part = given - _given;
            _given = given;
            return (Int128)part;
        }

        // A group's value is S_g x w / W_g of S; all over one denominator, S times the product of all W.
        private void Settle()
        {
            _denominator = _all;
            for (var g = 0; g < Models; g++)
            {
                if (!_weights[g].IsZero)
                    _denominator *= _weights[g];
            }

            for (var g = 0; g < Models; g++)
            {
                var below = _weights[g].IsZero ? BigInteger.One : _weights[g];
                _factors[g] = _denominator / _all / below * (_weights[g].IsZero ? BigInteger.One : _streams[g]);
            }
        }
    }
}
