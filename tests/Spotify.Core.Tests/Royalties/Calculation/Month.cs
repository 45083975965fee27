using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Agreements;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Splits;
using Spotify.Core.Telemetry;

namespace Spotify.Core.Tests.Royalties.Calculation;

/// <summary>One listener's plays of one track.</summary>
internal sealed record Heard(int Listener, int Track, long Plays, long Active = 0, string Country = "DE", string Product = "premium", string? Label = null, long Earlier = 0);

/// <summary>What one listener paid.</summary>
internal sealed record Paid(int Listener, long Net, string Country = "DE", string Product = "premium", string Currency = "EUR");

/// <summary>A small month in memory: plays and payments in, division out, over as many shards of listeners as asked for.</summary>
internal sealed class Month : IOwnership
{
    public const string Country = "DE";

    public static readonly RoyaltyRules Lenient = new() { MinStreams = 0, MinListeners = 0 };

    public List<Heard> Plays { get; init; } = [];

    public List<Paid> Fees { get; init; } = [];

    public RoyaltyRules Rules { get; init; } = Lenient;

    /// <summary>Agreements on masters by label.</summary>
    public Dictionary<string, Agreement> Masters { get; init; } = [];

    /// <summary>Agreements on publishing by track.</summary>
    public Dictionary<int, Agreement> Publishing { get; init; } = [];

    public Dictionary<(int Track, RoyaltySide Side), IReadOnlyList<HolderShare>> Sheets { get; init; } = [];

    public Dictionary<int, TrackFact> Facts { get; init; } = [];

    public static TrackKey Key(int track) => new((UInt128)track * 1_000_003 + 1);

    public static Agreement Master(string label, RoyaltyModel model, int shareBp = 10_000, string? payee = null, params MinimumGuarantee[] minimums) => new()
    {
        Id = $"master-{label}",
        Side = RoyaltySide.Master,
        Licensor = label,
        Payee = payee ?? label,
        Territory = Territory.World,
        From = "2026-01",
        Model = model,
        ShareBp = shareBp,
        Minimums = minimums,
    };

    public static Agreement PublishingBy(string publisher, int shareBp, params MinimumGuarantee[] minimums) => Master(publisher, RoyaltyModel.ProRata, shareBp, null, minimums) with
    {
        Id = $"publishing-{publisher}",
        Side = RoyaltySide.Publishing,
    };

    /// <summary>Every track has a label of its own, named like it, that gets all under one model; publishing gets nothing.</summary>
    public static Month Of(RoyaltyModel model, params Heard[] plays)
    {
        var month = new Month { Plays = [.. plays.Select(row => row with { Label = $"L{row.Track}" })], Rules = Lenient with { DefaultPublishingBp = 0 } };
        foreach (var row in month.Plays)
            month.Masters[row.Label!] = Master(row.Label!, model);
        return month;
    }

    public Month Paying(params Paid[] fees)
    {
        Fees.AddRange(fees);
        return this;
    }

    public Agreement? MasterOf(PoolKey pool, string label) => Masters.GetValueOrDefault(label);

    public Agreement? PublishingOf(PoolKey pool, TrackKey track) => Publishing.GetValueOrDefault(NumberOf(track));

    public IReadOnlyList<HolderShare> SharesOf(TrackKey track, RoyaltySide side, string country) => Sheets.GetValueOrDefault((NumberOf(track), side), []);

    public PoolTable Table() => new(
        Fees.Select(fee => new PoolKey(fee.Country, fee.Product, fee.Currency)), Plays.Select(row => new Market(row.Country, row.Product)));

    public IReadOnlyList<Pool> Pools() =>
    [
        .. Fees.GroupBy(fee => new PoolKey(fee.Country, fee.Product, fee.Currency))
            .OrderBy(group => group.Key, PoolKey.Order)
            .Select(group => new Pool(group.Key, group.Sum(fee => fee.Net), 0, 0, group.Where(fee => fee.Net > 0).Select(fee => fee.Listener).Distinct().LongCount())),
    ];

    /// <summary>The weights of all pools, over some shards of listeners, with an early drain for each.</summary>
    public IReadOnlyList<PoolWeight> Weigh(int shards = 1, int capacity = int.MaxValue, int shuffle = 0)
    {
        var table = Table();
        var order = new Random(shuffle);
        var plays = Plays.Where(row => row.Plays > 0).OrderBy(_ => shuffle == 0 ? 0 : order.Next()).ToList();
        var parts = plays.GroupBy(row => row.Listener % shards).Select(shard => ShardOf(table, shard)).ToList();
        var tracks = parts.SelectMany(shard => TalliesOf(shard, capacity))
            .GroupBy(tally => tally.Track)
            .ToDictionary(group => group.Key, group => group.Aggregate((x, y) => x.Add(y, Rules.MinListeners)));
        var artists = parts.SelectMany(shard => ArtistsOf(shard)).GroupBy(tally => tally.Artist).ToDictionary(group => group.Key, group => group.Aggregate((x, y) => x.Add(y)));
        var drained = new List<PoolWeight>();
        foreach (var shard in parts)
        {
            var weigher = new ListenerWeigher(table, shard.Recordings, TermOf, Rules, capacity);
            foreach (var listener in shard.Rows.GroupBy(row => row.Listener))
            {
                var fees = Fees.Where(fee => (UInt128)fee.Listener == listener.Key)
                    .GroupBy(fee => table.PoolOf(new PoolKey(fee.Country, fee.Product, fee.Currency)))
                    .Select(group => new ListenerFee(listener.Key, group.Key, group.Sum(fee => fee.Net)))
                    .ToArray();
                weigher.Weigh([.. listener], fees);
                if (weigher.IsFull)
                    drained.AddRange(weigher.Drain());
            }

            drained.AddRange(weigher.Drain());
        }

        return
        [
            .. drained.GroupBy(weight => (weight.Pool, weight.Recording))
                .Select(group => group.Aggregate((x, y) => x.Add(y)))
                .Order(Comparer<PoolWeight>.Create(PoolWeight.Compare)),
        ];

        TrackTerm TermOf(TrackKey track)
        {
            var fact = Facts.GetValueOrDefault(NumberOf(track));
            var verdict = Eligibility.Judge(Rules, tracks.TryGetValue(track, out var tally) ? [tally] : [], fact);
            return Eligibility.TermOf(Rules, verdict, fact, fact?.Artist is { } artist ? artists.GetValueOrDefault(artist) : null);
        }
    }

    public IReadOnlyList<PoolDivision> Divide(int shards = 1, int capacity = int.MaxValue, int shuffle = 0)
    {
        var weights = Weigh(shards, capacity, shuffle);
        var table = Table();
        return [.. Pools().Select(pool => PoolDivider.Divide(pool, Rules, this, [.. weights.Where(weight => weight.Pool == table.PoolOf(pool.Key))]))];
    }

    /// <summary>What each holder gets of the only pool.</summary>
    public IReadOnlyDictionary<string, long> Payouts() =>
        Divide().Single().Earnings.GroupBy(earning => earning.Holder).ToDictionary(group => group.Key, group => group.Sum(earning => earning.Amount));

    private static int NumberOf(TrackKey track) => (int)((track.Value - 1) / 1_000_003);

    private static Shard ShardOf(PoolTable table, IEnumerable<Heard> plays)
    {
        var recordings = new RecordingTable();
        var rows = plays
            .Select(row => new ListenerPlays(
                (UInt128)row.Listener, table.MarketOf(row.Country, row.Product), recordings.NumberOf(new Recording(Key(row.Track), null, row.Label)), row.Plays, row.Active, row.Earlier))
            .GroupBy(row => (row.Listener, row.Market, row.Recording))
            .Select(group => group.Aggregate((x, y) => x with { Plays = x.Plays + y.Plays, Active = x.Active + y.Active }))
            .OrderBy(row => row.Listener)
            .ThenBy(row => row.Market)
            .ThenBy(row => recordings[row.Recording], Comparer<Recording>.Create(Recording.Compare))
            .ToList();
        return new Shard(recordings, rows);
    }

    private List<TrackTally> TalliesOf(Shard shard, int capacity) => Counted(shard, capacity).SelectMany(drain => drain.Tracks).ToList();

    private List<ArtistTally> ArtistsOf(Shard shard) => Counted(shard, int.MaxValue).SelectMany(drain => drain.Artists).ToList();

    private IEnumerable<(IReadOnlyList<TrackTally> Tracks, IReadOnlyList<ArtistTally> Artists)> Counted(Shard shard, int capacity)
    {
        var builder = new TallyBuilder(shard.Recordings, track => Facts.GetValueOrDefault(NumberOf(track))?.Artist, Rules, capacity);
        foreach (var listener in shard.Rows.GroupBy(row => row.Listener))
        {
            foreach (var row in listener)
                builder.Add(row);
            if (builder.IsFull)
            {
                var artists = builder.Artists();
                yield return (builder.DrainTracks(), artists);
            }
        }

        var rest = builder.Artists();
        yield return (builder.DrainTracks(), rest);
    }

    private sealed record Shard(RecordingTable Recordings, IReadOnlyList<ListenerPlays> Rows);
}
