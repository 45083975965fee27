using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Agreements;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Parties;
using Spotify.Core.Royalties.Settlement;
using Spotify.Core.Royalties.Splits;
using Spotify.Core.Royalties.WhatIf;
using Spotify.Core.Telemetry;

namespace Spotify.TestSupport.Royalties;

/// <summary>
/// A month that was divided by the real divider, with a statement for each party: two labels, an artist who has a part of every second track of the first one, pools in currencies of
/// no, two and three digits.
/// </summary>
public sealed class StatementWorld : IOwnership
{
    public const string Period = "2026-10";
    public const string Corrected = "2026-09";
    public const string LabelA = "label-a";
    public const string LabelB = "label-b";
    public const string Artist = "artist-party";
    public const string ArtistId = "0000000000000000000042";

    public static readonly DateTimeOffset CalculatedAt = new(2026, 11, 1, 7, 30, 0, TimeSpan.Zero);

    private static readonly PoolKey[] Keys =
        [new("BH", "premium", "BHD"), new("DE", "free", "EUR"), new("DE", "premium", "EUR"), new("JP", "premium", "JPY"), new("SE", "premium", "SEK"), new("SE", "premium", "USD")];

    private readonly Random _random;

    /// <summary>A world.</summary>
    /// <param name="seed">Which one.</param>
    /// <param name="tracks">How many tracks there are.</param>
    public StatementWorld(int seed, int tracks = 12)
    {
        _random = new Random(seed);
        Tracks = tracks;
        var rules = new RoyaltyRules();
        foreach (var key in Keys)
        {
            var pool = new Pool(key, _random.Next(0, 5_000_000), 0, 0, _random.Next(1, 100));
            pool = pool with { Vat = pool.Gross / 5, StoreFees = pool.Gross / 10 };
            List<PoolWeight> weights = [.. Enumerable.Range(0, tracks).Where(_ => _random.Next(4) > 0).Select(track => WeightOf(track, key))];
            Weights.Add(key, weights);
            Divisions.Add(PoolDivider.Divide(pool, rules, this, weights, excluded: 3));
        }

        // What a party with a correction and charges has; the sums are a settlement's.
        foreach (var party in Parties)
            Statements.Add(party.Id, StatementOf(party));
    }

    public int Tracks { get; }

    public Dictionary<PoolKey, List<PoolWeight>> Weights { get; } = [];

    public List<PoolDivision> Divisions { get; } = [];

    public Dictionary<string, PartyStatement> Statements { get; } = [];

    public IReadOnlyList<Party> Parties { get; } =
    [
        new() { Id = Artist, Name = "=Ada \"the <b>\" Lovelace, & Co.", Country = "DE", Currency = "EUR", Threshold = 1_000, Artist = ArtistId },
        new() { Id = LabelA, Name = "Label | A", Country = "DE", Currency = "EUR", Threshold = 1_000, Label = LabelA },
        new() { Id = LabelB, Name = "Label B", Country = "JP", Currency = "JPY", Threshold = 100, Label = LabelB },
    ];

    public static string TrackId(int track) => new TrackKey((UInt128)track * 1_000_003 + 1).ToString();

    /// <summary>A party's lines as results have them: by pool, side, agreement, track and role.</summary>
    public IEnumerable<EarningLine> LinesOf(string party) => Divisions.OrderBy(division => division.Pool.Pool.Key, PoolKey.Order)
        .SelectMany(division => division.Lines.Where(line => line.Holder == party)
            .OrderBy(line => line.Side).ThenBy(line => line.Agreement, StringComparer.Ordinal).ThenBy(line => line.Track, StringComparer.Ordinal).ThenBy(line => line.Role, StringComparer.Ordinal));

    /// <summary>What tracks weigh, as what-if reads it; two tracks have one artist.</summary>
    public IEnumerable<WeighedTrack> WeighedOf(PoolKey pool) =>
        Weights[pool].Select(weight => new WeighedTrack(weight, $"artist-{NumberOf(weight.Recording.Track) / 2}", MasterOf(pool, weight.Recording.Label ?? "")?.Model ?? RoyaltyModel.ProRata));

    public Agreement? MasterOf(PoolKey pool, string label) => label is LabelA or LabelB
        ? new Agreement
        {
            Id = $"master-{label}",
            Side = RoyaltySide.Master,
            Licensor = label,
            Payee = label,
            Territory = Territory.World,
            From = "2026-01",
            Model = label == LabelA ? RoyaltyModel.UserCentric : RoyaltyModel.ProRata,
            ShareBp = 5_500,
        }
        : null;

    public Agreement? PublishingOf(PoolKey pool, TrackKey track) => null;

    public IReadOnlyList<HolderShare> SharesOf(TrackKey track, RoyaltySide side, string country) => side == RoyaltySide.Master && NumberOf(track) % 6 == 0
        ? [new(LabelA, "label", 600_000_000, null), new(Artist, "artist", 333_333_333, null), new(LabelA, "producer", 66_666_667, null)]
        : [];

    private static int NumberOf(TrackKey track) => (int)((track.Value - 1) / 1_000_003);

    private PoolWeight WeightOf(int track, PoolKey key)
    {
        var streams = _random.Next(0, 5_000);
        var label = (track % 3) switch { 0 => LabelA, 1 => LabelB, _ => null };
        var isrc = track % 5 == 4 ? null : $"SEABC26{track:d5}";
        return new PoolWeight(
            Array.IndexOf(Keys, key), new Recording(new TrackKey((UInt128)track * 1_000_003 + 1), isrc, label), streams, _random.Next(0, 50), streams * 100L,
            (Int128)_random.Next(0, 100_000) * 1_000_000_000, streams * (Int128)200_000_000_000 * _random.Next(1, 3), streams * 150L);
    }

    private PartyStatement StatementOf(Party party)
    {
        var credits = Divisions.SelectMany(division => division.Earnings).Where(earning => earning.Holder == party.Id)
            .Select(earning => new Credit(earning, RateOf(earning.Pool.Currency, party.Currency), earning.Amount / 7, null)).ToList();
        if (party.Id == LabelA && credits.Count > 0)
            credits.Add(credits[0] with { Earning = credits[0].Earning with { Amount = -40, Streams = -3 }, Amount = -12, AdjustmentOf = Corrected });
        var (opening, released) = (party.Id == LabelA ? -700L : 0, party.Id == Artist ? 55L : 0);
        var before = opening + released + credits.Sum(credit => credit.Amount);
        List<Recoupment> recouped = [];
        if (party.Id == LabelA && before > 0)
        {
            recouped.Add(new("video", ChargeKind.Cost, LabelA, Math.Min(before, 400), 400 - Math.Min(before, 400)));
            if (before > 400)
                recouped.Add(new("ahead", ChargeKind.Advance, "label-c", Math.Min(before - 400, 900), 900 - Math.Min(before - 400, 900)));
        }

        var balance = before - recouped.Sum(one => one.Amount);
        var payable = balance >= party.Threshold ? balance : 0;
        List<Withholding> taxes = payable > 0 ? [new("SE", 1_500, payable / 2, payable / 2 * 1_500 / 10_000)] : [];
        return new PartyStatement
        {
            Period = Period,
            Party = party.Id,
            Currency = party.Currency,
            Opening = opening,
            Credits = credits,
            Released = released == 0 ? [] : [new("release-1", "escrow:disputed:master:x", "2026-05", released)],
            Recouped = recouped,
            Balance = balance,
            Payable = payable,
            Withheld = taxes,
            Paid = payable - taxes.Sum(tax => tax.Amount),
            Carried = balance - payable,
        };
    }

    private static string RateOf(string from, string to) => from == to ? "1" : "0.1429";
}
