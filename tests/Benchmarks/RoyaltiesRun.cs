using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Agreements;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Splits;
using Spotify.Core.Telemetry;

namespace Benchmarks;

/// <summary>
/// Our side of the royalties scenario, in a process of its own: from plays in a file to payouts in a file. Plays are cut into shards of listeners on disk; two workers sort a
/// shard each and count, then weigh a shard each; the pools are divided.
/// </summary>
internal sealed class RoyaltiesRun : IOwnership
{
    public const string Name = "royalties";

    private const int Workers = 2;
    private const int PlaysPerShard = 400_000;
    private readonly string _folder;
    private readonly RoyaltyModel _model;
    private readonly RoyaltyRules _rules = new() { DefaultPublishingBp = 0 };
    private readonly PoolTable _pools = new(Enumerable.Range(0, RoyaltiesRows.Markets).Select(market => new PoolKey($"M{market}", "premium", "EUR")), []);
    private readonly RecordingTable _recordings = new();
    private readonly Dictionary<string, Agreement> _masters = [];
    private readonly TrackNumbers _numbers = new(RoyaltiesRows.Tracks);
    private readonly int _shards;

    private RoyaltiesRun(string folder, RoyaltyModel model)
    {
        (_folder, _model) = (folder, model);
        _shards = (int)Math.Max(Workers, new FileInfo(In("plays")).Length / Marshal.SizeOf<RoyaltiesRows.Play>() / PlaysPerShard);
        for (var track = 0; track < RoyaltiesRows.Tracks; track++)
        {
            var (key, label) = (RoyaltiesRows.Track(track), RoyaltiesRows.Label(track));
            _numbers.Add(key, _recordings.NumberOf(new Recording(key, null, label)));
            if (!_masters.ContainsKey(label))
            {
                _masters.Add(label, new Agreement
                {
                    Id = label,
                    Side = RoyaltySide.Master,
                    Licensor = label,
                    Payee = label,
                    Territory = Territory.World,
                    From = "2026-01",
                    Model = model,
                    ShareBp = RoyaltiesRows.ShareBp(label),
                });
            }
        }
    }

    /// <summary>Runs, and prints the seconds and the peak of memory in megabytes.</summary>
    public static void Run(string folder, string model, string payouts)
    {
        // Code is compiled while it runs first: a small month before the clock starts, as a service is warm that has split one.
        var small = Directory.CreateDirectory(Path.Combine(folder, "small")).FullName;
        RoyaltiesRows.Write(small, 300_000);
        new RoyaltiesRun(small, Enum.Parse<RoyaltyModel>(model)).Split(payouts);
        Directory.Delete(small, recursive: true);
        GC.Collect();

        var begun = Stopwatch.GetTimestamp();
        var run = new RoyaltiesRun(folder, Enum.Parse<RoyaltyModel>(model));
        run.Split(payouts);
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var peak = File.Exists("/proc/self/status")
            ? double.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).AsSpan(6).TrimEnd("kB "), CultureInfo.InvariantCulture) / 1024
            : Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds} {peak}"));
    }

    public Agreement? MasterOf(PoolKey pool, string label) => _masters.GetValueOrDefault(label);

    public Agreement? PublishingOf(PoolKey pool, TrackKey track) => null;

    public IReadOnlyList<HolderShare> SharesOf(TrackKey track, RoyaltySide side, string country) => [];

    private void Split(string payouts)
    {
        var at = Stopwatch.GetTimestamp();
        Shard();
        at = Step("cut into shards", at);
        var (tracks, artists) = Count();
        var terms = TermsOf(tracks, artists);
        at = Step("sorted and counted", at);
        var (weigher, nets) = Weigh(terms);
        at = Step("weighed", at);
        using var file = new StreamWriter(payouts) { NewLine = "\n" };
        for (var pool = 0; pool < _pools.Pools.Count; pool++)
        {
            var divider = new PoolDivider(new Pool(_pools.Pools[pool], nets[pool], 0, 0, 0), _rules, this);
            foreach (var weight in weigher.WeightsOf(pool))
                divider.Survey(weight);
            foreach (var weight in weigher.WeightsOf(pool))
                divider.Share(weight);
            var divided = divider.Close();
            foreach (var (holder, amount) in divided.Earnings.Select(earning => (earning.Holder, earning.Amount)).Append((EscrowAccount.Retained, divided.Pool.Retained)))
                file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{pool},{holder},{amount}"));
        }

        Step("divided", at);
    }

    private static long Step(string name, long since)
    {
        if (Environment.GetEnvironmentVariable("BENCH_STEPS") is not null)
            Console.Error.WriteLine($"{name} {Stopwatch.GetElapsedTime(since).TotalSeconds:f3}");
        return Stopwatch.GetTimestamp();
    }

    private string In(string name) => Path.Combine(_folder, name);

    private void Shard()
    {
        var plays = Enumerable.Range(0, _shards).Select(shard => (Stream)new FileStream(In($"plays-{shard}"), FileMode.Create, FileAccess.Write, FileShare.None, 0)).ToList();
        var fees = Enumerable.Range(0, _shards).Select(shard => (Stream)new FileStream(In($"fees-{shard}"), FileMode.Create, FileAccess.Write, FileShare.None, 0)).ToList();
        var (playSpill, feeSpill) = (new RecordSpill<PlayRecord>(plays, 16 * 1024), new RecordSpill<ListenerFee>(fees, 4 * 1024));
        InParallel<RoyaltiesRows.Play>("plays", () =>
        {
            var writer = playSpill.Open();
            return new Visitor<RoyaltiesRows.Play>(
                rows =>
                {
                    foreach (ref readonly var row in rows)
                    {
                        if (row.Counted != 0)
                            writer.Add(ListenerShards.Of(row.Listener, _shards), new PlayRecord(row.Listener, _numbers.Of(row.Track), row.Market, 1, row.Active));
                    }
                },
                writer.Complete);
        });
        InParallel<ListenerFee>("fees", () =>
        {
            var writer = feeSpill.Open();
            return new Visitor<ListenerFee>(
                rows =>
                {
                    foreach (ref readonly var row in rows)
                        writer.Add(ListenerShards.Of(row.Listener, _shards), row);
                },
                writer.Complete);
        });
        foreach (var stream in plays.Concat(fees))
            stream.Dispose();
    }

    // Two workers take blocks of a file of records in turn.
    private void InParallel<T>(string name, Func<Visitor<T>> open)
        where T : unmanaged
    {
        const int Block = 16 * 1024;
        using var file = File.OpenHandle(In(name));
        var (size, next) = (System.Runtime.CompilerServices.Unsafe.SizeOf<T>(), -1L);
        var count = RandomAccess.GetLength(file) / size;
        Work(_ =>
        {
            var (visitor, buffer) = (open(), new T[Block]);
            for (var from = Interlocked.Increment(ref next) * Block; from < count; from = Interlocked.Increment(ref next) * Block)
            {
                var rows = buffer.AsSpan(0, (int)Math.Min(Block, count - from));
                ReadAll(file, MemoryMarshal.AsBytes(rows), from * size);
                visitor.Rows(rows);
            }

            visitor.Complete();
        });
    }

    private (Dictionary<TrackKey, TrackTally> Tracks, Dictionary<UInt128, ArtistTally> Artists) Count()
    {
        var builders = new ConcurrentBag<TallyBuilder>();
        var shards = new ConcurrentQueue<int>(Enumerable.Range(0, _shards));
        Work(_ =>
        {
            var sorter = new ListenerSorter();
            var tallies = new TallyBuilder(_recordings, track => _model == RoyaltyModel.ArtistCentric ? (UInt128)(ulong)(_numbers.Of(track.Value) / 10) : null, _rules);
            var bytes = Array.Empty<byte>();
            while (shards.TryDequeue(out var shard))
            {
                var plays = MemoryMarshal.Cast<byte, PlayRecord>(ReadFile(In($"plays-{shard}"), ref bytes));
                using var file = new FileStream(In($"sorted-{shard}"), FileMode.Create, FileAccess.Write, FileShare.None, 0);
                using var writer = new ListenerFile.Writer(file);
                sorter.Sort(plays, new Counting(tallies, writer));
                File.Delete(In($"plays-{shard}"));
            }

            builders.Add(tallies);
        });
        var (tracks, artists) = (new Dictionary<TrackKey, TrackTally>(), new Dictionary<UInt128, ArtistTally>());
        foreach (var builder in builders)
        {
            foreach (var artist in builder.Artists())
                artists[artist.Artist] = artists.TryGetValue(artist.Artist, out var other) ? other.Add(artist) : artist;
            foreach (var track in builder.DrainTracks())
                tracks[track.Track] = tracks.TryGetValue(track.Track, out var other) ? other.Add(track, _rules.MinListeners) : track;
        }

        return (tracks, artists);
    }

    private TrackTerm[] TermsOf(Dictionary<TrackKey, TrackTally> tracks, Dictionary<UInt128, ArtistTally> artists)
    {
        var terms = new TrackTerm[RoyaltiesRows.Tracks];
        foreach (var (key, tally) in tracks)
        {
            var track = _numbers.Of(key.Value);
            TrackTally[] months = track % 3 == 0 ? [tally] : [tally, new TrackTally(key, 2_000, _rules.MinListeners, [])];
            var fact = new TrackFact((UInt128)(ulong)(track / 10), 180_000, track % 50 == 0);
            terms[track] = Eligibility.TermOf(_rules, Eligibility.Judge(_rules, months, fact), fact, artists.GetValueOrDefault((UInt128)(ulong)(track / 10)));
        }

        return terms;
    }

    private (ListenerWeigher Weigher, long[] Nets) Weigh(TrackTerm[] terms)
    {
        var (drains, nets) = (new ConcurrentBag<ListenerWeigher>(), new long[RoyaltiesRows.Markets]);
        var shards = new ConcurrentQueue<int>(Enumerable.Range(0, _shards));
        Work(_ =>
        {
            var weighing = new Weighing(new ListenerWeigher(_pools, _recordings, track => terms[_numbers.Of(track.Value)], _rules, models: [_model]));
            var (bytes, feeBytes) = (Array.Empty<byte>(), Array.Empty<byte>());
            while (shards.TryDequeue(out var shard))
            {
                weighing.Fees(MemoryMarshal.Cast<byte, ListenerFee>(ReadFile(In($"fees-{shard}"), ref feeBytes)), nets);
                ListenerFile.Read(ReadFile(In($"sorted-{shard}"), ref bytes), weighing);
                File.Delete(In($"sorted-{shard}"));
            }

            drains.Add(weighing.Weigher);
        });

        var weigher = drains.First();
        foreach (var other in drains.Skip(1))
            weigher.Absorb(other);
        return (weigher, nets);
    }

    private static void Work(Action<int> work)
    {
        var threads = Enumerable.Range(0, Workers).Select(worker => Task.Factory.StartNew(() => work(worker), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        Task.WaitAll([.. threads]);
    }

    private static ReadOnlySpan<byte> ReadFile(string path, ref byte[] buffer)
    {
        using var file = File.OpenHandle(path);
        var length = (int)RandomAccess.GetLength(file);
        if (buffer.Length < length)
            buffer = new byte[length + (length / 4)];
        ReadAll(file, buffer.AsSpan(0, length), 0);
        return buffer.AsSpan(0, length);
    }

    private static void ReadAll(SafeFileHandle file, Span<byte> into, long offset)
    {
        while (!into.IsEmpty)
        {
            var read = RandomAccess.Read(file, into, offset);
            if (read == 0)
                throw new EndOfStreamException();
            into = into[read..];
            offset += read;
        }
    }

    private delegate void Rows<T>(ReadOnlySpan<T> rows);

    private sealed record Visitor<T>(Rows<T> Rows, Action Complete);

    private sealed class Counting(TallyBuilder tallies, ListenerFile.Writer file) : IListenerSink
    {
        public void Take(UInt128 listener, ReadOnlySpan<ListenerPlays> plays)
        {
            foreach (ref readonly var row in plays)
                tallies.Add(row);
            file.Take(listener, plays);
        }
    }

    private sealed class Weighing(ListenerWeigher weigher) : IListenerSink
    {
        private readonly Dictionary<UInt128, ListenerFee> _fees = [];

        public ListenerWeigher Weigher => weigher;

        public void Fees(ReadOnlySpan<ListenerFee> fees, long[] nets)
        {
            _fees.Clear();
            foreach (ref readonly var fee in fees)
            {
                _fees.Add(fee.Listener, fee);
                Interlocked.Add(ref nets[fee.Pool], fee.Net);
            }
        }

        public void Take(UInt128 listener, ReadOnlySpan<ListenerPlays> plays) =>
            weigher.Weigh(plays, _fees.TryGetValue(listener, out var fee) ? new ReadOnlySpan<ListenerFee>(in fee) : []);
    }

    /// <summary>The numbers of tracks: open addressing over 128-bit keys.</summary>
    private sealed class TrackNumbers(int capacity)
    {
        private readonly UInt128[] _keys = new UInt128[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)capacity * 2)];
        private readonly int[] _numbers = new int[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)capacity * 2)];

        public void Add(TrackKey track, int number)
        {
            var slot = SlotOf(track.Value);
            while (_numbers[slot] != 0)
                slot = (slot + 1) & (_keys.Length - 1);
            (_keys[slot], _numbers[slot]) = (track.Value, number + 1);
        }

        public int Of(UInt128 track)
        {
            for (var slot = SlotOf(track); ; slot = (slot + 1) & (_keys.Length - 1))
            {
                if (_numbers[slot] == 0)
                    throw new InvalidDataException("A play is of no track that is known.");
                if (_keys[slot] == track)
                    return _numbers[slot] - 1;
            }
        }

        private int SlotOf(UInt128 track) => (int)((((ulong)track ^ (ulong)(track >> 64)) * 0x9E3779B97F4A7C15) >> 32) & (_keys.Length - 1);
    }
}
