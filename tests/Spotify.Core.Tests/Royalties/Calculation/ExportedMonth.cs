using System.Globalization;
using System.Runtime.InteropServices;
using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Agreements;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Splits;
using Spotify.Core.Telemetry;

namespace Spotify.Core.Tests.Royalties.Calculation;

/// <summary>
/// A month of a given size with all that money knows: thirteen pools in three currencies, all four models, recordings that change their label, noise, corrections, splits, escrow.
/// It is exported as CSV for another engine and calculated by ours over shards of listeners in files.
/// </summary>
internal sealed class ExportedMonth : IOwnership
{
    private const int Shards = 7;
    private static readonly string[] Countries = ["DE", "JP", "US"];
    private static readonly string[] Products = ["family", "free", "premium", "student"];
    private static readonly Dictionary<string, string> Currencies = new() { ["DE"] = "EUR", ["JP"] = "JPY", ["US"] = "USD" };
    private static readonly Dictionary<string, RoyaltyModel> Models = new()
    {
        ["family"] = RoyaltyModel.ArtistCentric,
        ["free"] = RoyaltyModel.ProRata,
        ["premium"] = RoyaltyModel.UserCentric,
        ["student"] = RoyaltyModel.StreamToOwn,
    };

    private readonly Random _random = new(20260101);
    private readonly int _plays;
    private readonly int _tracks;
    private readonly int _listeners;
    private readonly RecordingTable _recordings = new();
    private readonly int[] _variants;
    private readonly PoolTable _pools;
    private readonly Dictionary<TrackKey, int> _numbers;
    private readonly Dictionary<(string Label, string Product), Agreement> _masters = [];
    private readonly Dictionary<string, Agreement> _publishers = [];

    public ExportedMonth(int plays)
    {
        (_plays, _tracks, _listeners) = (plays, Math.Max(500, plays / 200), Math.Max(50, plays / 60));
        Rules = new RoyaltyRules { MinStreams = 20, MinListeners = 5, ProfessionalStreams = 100, ProfessionalListeners = 20, ListenerCap = 40 };
        _pools = new PoolTable(
            [.. Countries.SelectMany(country => Products.Select(product => new PoolKey(country, product, Currencies[country]))), new PoolKey("DE", "premium", "USD")],
            []);

        // Numbers of recordings are in the order of recordings, as the sorter wants them. Every tenth track has two labels in the month, every seventh a recording without ISRC.
        var keys = Enumerable.Range(0, _tracks).Select(track => new UInt128(StableHash.Of(BitConverter.GetBytes(track)), (ulong)track)).Order().Select(value => new TrackKey(value)).ToArray();
        _numbers = keys.Select((key, i) => (key, i)).ToDictionary(each => each.key, each => each.i);
        _variants = new int[_tracks + 1];
        for (var track = 0; track < _tracks; track++)
        {
            _variants[track] = _recordings.Count;
            if (track % 7 == 0)
                _recordings.NumberOf(new Recording(keys[track], null, LabelOf(track)));
            _recordings.NumberOf(new Recording(keys[track], $"DEA{track % 100:D2}{track:D7}", LabelOf(track)));
            if (track % 10 == 0 && LabelOf(track) is { } label)
                _recordings.NumberOf(new Recording(keys[track], $"DEA{track % 100:D2}{track:D7}", label + "x"));
        }

        _variants[_tracks] = _recordings.Count;
        // Labels 0 to 29 have agreements, and so have those that their recordings changed to; the others have none.
        foreach (var product in Products)
        {
            for (var label = 0; label < 30; label++)
            {
                foreach (var name in new[] { $"label{label}", $"label{label}x" })
                    _masters[(name, product)] = Month.Master(name, Models[product], 4_000 + (label * 37)) with { Id = $"{name}-{product}", Products = [product] };
            }
        }

        for (var publisher = 0; publisher < 5; publisher++)
            _publishers[$"publisher{publisher}"] = Month.PublishingBy($"publisher{publisher}", 1_000 + publisher);
    }

    public RoyaltyRules Rules { get; }

    /// <summary>Writes the rows, calculates on the way, and gives every holder's amount of every pool as a line of text each, in order.</summary>
    public async Task<IReadOnlyList<string>> CalculateAsync(string folder, CancellationToken cancellationToken)
    {
        var shards = new List<Stream>();
        for (var shard = 0; shard < Shards; shard++)
            shards.Add(File.Create(Path.Combine(folder, $"shard-{shard}")));
        await WritePlaysAsync(folder, new RecordSpill<PlayRecord>(shards), cancellationToken);
        var earlier = await WriteEarlierAsync(folder);
        var fees = await WriteInputsAsync(folder);
        foreach (var shard in shards)
            await shard.DisposeAsync();

        var (tracks, artists) = (new Dictionary<TrackKey, TrackTally>(), new Dictionary<UInt128, ArtistTally>());
        for (var shard = 0; shard < Shards; shard++)
            Count(Path.Combine(folder, $"shard-{shard}"), tracks, artists);

        var weights = new Dictionary<(int Pool, Recording Recording), PoolWeight>();
        for (var shard = 0; shard < Shards; shard++)
        {
            var sink = new Weighing(new ListenerWeigher(_pools, _recordings, TermOf, Rules), fees);
            ListenerFile.Read(await File.ReadAllBytesAsync(Path.Combine(folder, $"shard-{shard}.sorted"), cancellationToken), sink);
            foreach (var weight in sink.Weigher.Drain())
                weights[(weight.Pool, weight.Recording)] = weights.TryGetValue((weight.Pool, weight.Recording), out var other) ? other.Add(weight) : weight;
        }

        return
        [
            .. PoolSums(fees).SelectMany(pool => PoolDivider.Divide(
                    pool,
                    Rules,
                    this,
                    [.. weights.Values.Where(weight => weight.Pool == _pools.PoolOf(pool.Key)).Order(Comparer<PoolWeight>.Create(PoolWeight.Compare))]).Earnings)
                .Select(earning => string.Join(
                    ',', earning.Pool.Country, earning.Pool.Product, earning.Pool.Currency, earning.Holder, (int)earning.Side, earning.Agreement, NameOf(earning.Model), earning.Amount))
                .Order(StringComparer.Ordinal),
        ];

        TrackTerm TermOf(TrackKey track)
        {
            var fact = FactOf(_numbers[track]);
            List<TrackTally> months = [];
            if (tracks.TryGetValue(track, out var tally))
                months.Add(tally);
            if (earlier.TryGetValue(track, out var before))
                months.Add(before);
            return Eligibility.TermOf(Rules, Eligibility.Judge(Rules, months, fact), fact, fact.Artist is { } artist ? artists.GetValueOrDefault(artist) : null);
        }
    }

    public Agreement? MasterOf(PoolKey pool, string label) => _masters.GetValueOrDefault((label, pool.Product));

    public Agreement? PublishingOf(PoolKey pool, TrackKey track) => PublisherOf(_numbers[track]) is { } publisher ? _publishers[publisher] : null;

    public IReadOnlyList<HolderShare> SharesOf(TrackKey track, RoyaltySide side, string country) =>
        [.. SplitsOf(_numbers[track], side).Select(split => new HolderShare(split.Holder, "any", split.Percent * 10_000_000L, split.Escrow ? EscrowReason.Disputed : null))];

    private static string? LabelOf(int track) => track % 13 == 0 ? null : $"label{track * 7 % 33}";

    private static string? PublisherOf(int track) => track % 3 == 0 ? null : $"publisher{track % 5}";

    private static TrackFact FactOf(int track) => new(track % 11 == 0 ? null : (UInt128)(track % 97), track % 2 == 0 ? 90_000 : 180_000, track % 17 == 0);

    private static IEnumerable<(string Holder, int Percent, bool Escrow)> SplitsOf(int track, RoyaltySide side) => (side, track % 4) switch
    {
        (RoyaltySide.Master, 1) => [($"label{track * 7 % 33}", 80, false), ($"artist{track % 97}", 20, false)],
        (RoyaltySide.Master, 2) => [($"distributor{track % 3}", 15, false), ($"artist{track % 97}", 34, false), ($"artist{(track + 1) % 97}", 51, false)],
        (RoyaltySide.Publishing, 1) => [($"publisher{track % 5}", 50, false), ($"writer{track % 89}", 50, false)],
        (RoyaltySide.Publishing, 2) => [($"publisher{track % 5}", 33, false), ($"writer{track % 89}", 33, false), ($"escrow:disputed:{track % 50}", 34, true)],
        _ => [],
    };

    private static string NameOf(RoyaltyModel model) => model switch
    {
        RoyaltyModel.ProRata => "pro_rata",
        RoyaltyModel.UserCentric => "user_centric",
        RoyaltyModel.ArtistCentric => "artist_centric",
        _ => "stream_to_own",
    };

    private static string Hex(UInt128 value) => value.ToString("x32", CultureInfo.InvariantCulture);

    private static UInt128 Listener(int number) => new((ulong)number, StableHash.Of(BitConverter.GetBytes(number + 0.5)));

    private async Task WritePlaysAsync(string folder, RecordSpill<PlayRecord> spill, CancellationToken cancellationToken)
    {
        await using var csv = Csv(folder, "plays", "listener,country,product,track,isrc,label,delta,active");
        var writer = spill.Open();
        for (var i = 0; i < _plays; i++)
        {
            // A few listeners hear very much, a few tracks are heard very often; one play in twenty is abroad.
            var listener = (int)(_listeners * Power(2));
            var home = _random.Next(20) == 0 ? _random.Next(12) : (int)(StableHash.Of(BitConverter.GetBytes(listener)) % 12);
            var (country, product) = (Countries[home / 4], Products[home % 4]);
            var track = (int)(_tracks * Power(3));
            var number = _variants[track] + _random.Next(_variants[track + 1] - _variants[track]);
            var play = new PlayRecord(
                Listener(listener), number, (ushort)_pools.MarketOf(country, product), (sbyte)(_random.Next(50) == 0 ? 0 : 1), (byte)_random.Next(2));
            await WriteAsync(play, country, product);
            // What is taken back has been there.
            if (play.Delta == 1 && _random.Next(100) == 0)
                await WriteAsync(play with { Delta = -1 }, country, product);
        }

        writer.Complete();

        async Task WriteAsync(PlayRecord play, string country, string product)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var recording = _recordings[play.Recording];
            await csv.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{Hex(play.Listener)},{country},{product},{Hex(recording.Track.Value)},{recording.Isrc},{recording.Label},{play.Delta},{(play.Active == 1 ? "true" : "false")}"));
            writer.Add(ListenerShards.Of(play.Listener, Shards), play);
        }
    }

    private async Task<Dictionary<TrackKey, TrackTally>> WriteEarlierAsync(string folder)
    {
        var heard = new Dictionary<TrackKey, List<UInt128>>();
        await using var csv = Csv(folder, "earlier", "track,listener");
        for (var i = 0; i < _plays / 10; i++)
        {
            var (track, listener) = (_recordings[_variants[(int)(_tracks * Power(2))]].Track, Listener((int)(_listeners * Power(2))));
            await csv.WriteLineAsync($"{Hex(track.Value)},{Hex(listener)}");
            if (!heard.TryGetValue(track, out var listeners))
                heard.Add(track, listeners = []);
            listeners.Add(listener);
        }

        return heard.ToDictionary(each => each.Key, each =>
        {
            var distinct = each.Value.Distinct().Order().ToList();
            return new TrackTally(each.Key, each.Value.Count, distinct.Count, distinct.Count < Rules.MinListeners ? distinct : []);
        });
    }

    private async Task<ILookup<UInt128, ListenerFee>> WriteInputsAsync(string folder)
    {
        var fees = new List<ListenerFee>();
        for (var listener = 0; listener < _listeners; listener++)
        {
            if (_random.Next(6) == 0)
                continue;
            var pools = (int)(StableHash.Of(BitConverter.GetBytes(listener)) % 12) is var home && home / 4 == 0 && home % 4 == 2 && _random.Next(3) == 0
                ? new PoolKey("DE", "premium", "USD")
                : new PoolKey(Countries[home / 4], Products[home % 4], Currencies[Countries[home / 4]]);
            if (pools.Product != "free")
                fees.Add(new ListenerFee(Listener(listener), _pools.PoolOf(pools), _random.Next(1, 900)));
        }

        var sums = PoolSums(fees.ToLookup(fee => fee.Listener)).ToList();
        var tracks = Enumerable.Range(0, _tracks).Select(track => _recordings[_variants[track]].Track).ToArray();
        await WriteAsync("fees", "listener,country,product,currency,net", fees.Select(fee => $"{Hex(fee.Listener)},{Of(_pools.Pools[fee.Pool])},{fee.Net}"));
        await WriteAsync("pools", "country,product,currency,net", sums.Select(pool => $"{Of(pool.Key)},{pool.Net}"));
        await WriteAsync("facts", "track,id,artist,duration_ms,noise", tracks.Select((track, i) =>
            $"{Hex(track.Value)},{track},{FactOf(i).Artist},{FactOf(i).DurationMs},{(FactOf(i).IsNoise ? "true" : "false")}"));
        await WriteAsync("agreements", "id,label,product,model,share_bp", _masters.Values.Select(each => $"{each.Id},{each.Licensor},{each.Products[0]},{NameOf(each.Model)},{each.ShareBp}"));
        await WriteAsync("publishing", "track,id,share_bp", tracks.Select((track, i) => (track, Publisher: PublisherOf(i))).Where(each => each.Publisher is not null)
            .Select(each => $"{Hex(each.track.Value)},{_publishers[each.Publisher!].Id},{_publishers[each.Publisher!].ShareBp}"));
        await WriteAsync("splits", "track,side,holder,percent,escrow", tracks.SelectMany((track, i) => Enum.GetValues<RoyaltySide>().SelectMany(side => SplitsOf(i, side)
            .Select(split => $"{Hex(track.Value)},{(int)side},{split.Holder},{split.Percent},{(split.Escrow ? "true" : "false")}"))));
        await WriteAsync(
            "rules",
            "min_streams,min_listeners,noise_min_ms,noise_hundredths,pro_streams,pro_listeners,cap,first_price,priced_plays,master_bp,publishing_bp",
            [string.Join(',', Rules.MinStreams, Rules.MinListeners, Rules.NoiseMinMs, Rules.NoiseHundredths, Rules.ProfessionalStreams, Rules.ProfessionalListeners, Rules.ListenerCap, Rules.FirstPrice, Rules.PricedPlays, Rules.DefaultMasterBp, Rules.DefaultPublishingBp)]);
        return fees.ToLookup(fee => fee.Listener);

        async Task WriteAsync(string name, string head, IEnumerable<string> lines)
        {
            await using var csv = Csv(folder, name, head);
            foreach (var line in lines)
                await csv.WriteLineAsync(line);
        }

        static string Of(PoolKey pool) => $"{pool.Country},{pool.Product},{pool.Currency}";
    }

    // Free listeners pay nothing: advertisers do.
    private IEnumerable<Pool> PoolSums(ILookup<UInt128, ListenerFee> fees)
    {
        var sums = fees.SelectMany(fee => fee).GroupBy(fee => fee.Pool).ToDictionary(group => group.Key, group => (Net: group.Sum(fee => fee.Net), Count: group.LongCount()));
        return _pools.Pools.Select((key, pool) => key.Product == "free"
            ? new Pool(key, (_plays / 3) + 17 + pool, 0, 0, 0)
            : new Pool(key, sums.GetValueOrDefault(pool).Net, 0, 0, sums.GetValueOrDefault(pool).Count));
    }

    private void Count(string shard, Dictionary<TrackKey, TrackTally> tracks, Dictionary<UInt128, ArtistTally> artists)
    {
        var tallies = new TallyBuilder(_recordings, track => FactOf(_numbers[track]).Artist, Rules);
        using (var sorted = File.Create(shard + ".sorted"))
        using (var file = new ListenerFile.Writer(sorted))
            new ListenerSorter().Sort(MemoryMarshal.Cast<byte, PlayRecord>(File.ReadAllBytes(shard)), new Counting(tallies, file));
        foreach (var artist in tallies.Artists())
            artists[artist.Artist] = artists.TryGetValue(artist.Artist, out var other) ? other.Add(artist) : artist;
        foreach (var track in tallies.DrainTracks())
            tracks[track.Track] = tracks.TryGetValue(track.Track, out var other) ? other.Add(track, Rules.MinListeners) : track;
    }

    private double Power(int exponent) => Math.Pow(_random.NextDouble(), exponent);

    private static StreamWriter Csv(string folder, string name, string head)
    {
        var csv = new StreamWriter(Path.Combine(folder, name + ".csv")) { NewLine = "\n" };
        csv.WriteLine(head);
        return csv;
    }

    private sealed class Counting(TallyBuilder tallies, ListenerFile.Writer file) : IListenerSink
    {
        public void Take(UInt128 listener, ReadOnlySpan<ListenerPlays> plays)
        {
            foreach (ref readonly var row in plays)
                tallies.Add(row);
            file.Take(listener, plays);
        }
    }

    private sealed class Weighing(ListenerWeigher weigher, ILookup<UInt128, ListenerFee> fees) : IListenerSink
    {
        public ListenerWeigher Weigher => weigher;

        public void Take(UInt128 listener, ReadOnlySpan<ListenerPlays> plays) => weigher.Weigh(plays, [.. fees[listener]]);
    }
}
