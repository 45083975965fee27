using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;
using Spotify.Functions.Platform.Documents;

namespace Benchmarks;

/// <summary>
/// The document store on SQLite beside the bare provider on a table of the same content: many small batches as the telemetry consumer writes them, and
/// point reads as playback does them.
/// </summary>
internal sealed class Documents : IScenario
{
    private const int PartitionsPerCall = 500;
    private const int DocumentsPerPartition = 3;
    private const int WritersAtOnce = 2;
    private const int Reads = 100_000;
    private static readonly TimeSpan WriteTime = TimeSpan.FromSeconds(4);

    public string Name => "documents";

    public string Description => "documents written a second and microseconds a point read, beside bare Microsoft.Data.Sqlite";

    public async Task<ScenarioResult> RunAsync(ScenarioContext context)
    {
        var store = new SqliteDocumentStore(Path.Combine(context.Folder, "documents.db"), TimeProvider.System, NullLogger<SqliteDocumentStore>.Instance);
        await using var closing = store;
        using var bare = new DocumentsPeer(Path.Combine(context.Folder, "bare.db"));

        await WriteAsync(store, start: 0, TimeSpan.FromSeconds(0.5));
        bare.Write(CallOf(-1), TimeSpan.FromSeconds(0.5));
        var cpu = Environment.CpuUsage.TotalTime;
        var (ours, written) = await WriteAsync(store, start: 100_000, WriteTime);
        var ourCpu = (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / (written.Count * DocumentsPerPartition);
        cpu = Environment.CpuUsage.TotalTime;
        var (peer, peerWritten) = bare.Write(CallOf(0), WriteTime);
        var peerCpu = (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / (peerWritten.Count * DocumentsPerPartition);
        var single = await SingleWritesAsync(store);

        var (ourRead, peerRead) = (await ReadAsync(store, written, Reads / 10), bare.Read(peerWritten, Reads / 10));
        (ourRead, peerRead) = (await ReadAsync(store, written, Reads), bare.Read(peerWritten, Reads));

        var table = new Table().AddColumns("", "document store", "bare SQLite");
        table.AddRow("documents written a second, batches of 3, 500 a call", $"{ours:N0}", $"{peer:N0}");
        table.AddRow("microseconds of processor a document", $"{ourCpu:0.0}", $"{peerCpu:0.0}");
        table.AddRow("single writes a second, 64 callers", $"{single:N0}", "");
        table.AddRow("microseconds a point read", $"{ourRead:0.0}", $"{peerRead:0.0}");
        AnsiConsole.Write(table);
        return new ScenarioResult(ours, peer, "documents/s", HigherIsBetter: true, new Dictionary<string, double>
        {
            ["cpu_us_per_document"] = ourCpu,
            ["peer_cpu_us_per_document"] = peerCpu,
            ["point_read_us"] = ourRead,
            ["peer_point_read_us"] = peerRead,
            ["single_writes_per_s"] = single,
        });
    }

    internal static string UserOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{(uint)number * 2654435761u:x8}{number:d14}");

    internal static PlayBody BodyOf(int number, int index) => new()
    {
        Track = "4uLU6hMCjMI75M1A2tKUQC",
        Isrc = "GBAYE0601498",
        Album = "1DFixLWuPkv3KT3TnV35m3",
        StartedAt = DateTimeOffset.UnixEpoch.AddSeconds(number),
        ListenedMs = 31_000 + index,
        Counted = true,
        Market = "DE",
        Tier = "premium",
        Device = "phone",
        Context = "spotify:playlist:37i9dQZF1DXcBWIGoYBM5M",
    };

    private static IEnumerable<int> CallOf(int call) => Enumerable.Range(100_000 * (call + 2), int.MaxValue / 2);

    private static async Task<(double PerSecond, List<int> Users)> WriteAsync(SqliteDocumentStore store, int start, TimeSpan time)
    {
        var (next, users, watch) = (start, new List<int>(), Stopwatch.StartNew());
        await Task.WhenAll(Enumerable.Range(0, WritersAtOnce).Select(_ => Task.Run(async () =>
        {
            while (watch.Elapsed < time)
            {
                var first = Interlocked.Add(ref next, PartitionsPerCall) - PartitionsPerCall;
                var batches = new PartitionBatch[PartitionsPerCall];
                for (var i = 0; i < batches.Length; i++)
                {
                    var operations = new DocumentOperation[DocumentsPerPartition];
                    for (var j = 0; j < operations.Length; j++)
                        operations[j] = DocumentOperation.Create($"play-{j}", BodyOf(first + i, j));
                    batches[i] = new PartitionBatch(DocumentContainer.Plays, new PartitionKeyValue(UserOf(first + i), "2026-11"), operations);
                }

                var results = await store.WriteManyAsync(batches);
                if (results.Any(result => !result.IsWritten))
                    throw new InvalidOperationException("A batch was not written.");
                lock (users)
                    users.AddRange(Enumerable.Range(first, PartitionsPerCall));
            }
        })));
        return (users.Count * DocumentsPerPartition / watch.Elapsed.TotalSeconds, users);
    }

    private static async Task<double> SingleWritesAsync(SqliteDocumentStore store)
    {
        var (done, watch) = (0, Stopwatch.StartNew());
        await Task.WhenAll(Enumerable.Range(0, 64).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; watch.Elapsed < TimeSpan.FromSeconds(2); i++)
            {
                await store.WriteAsync(DocumentContainer.Users, UserOf(writer), DocumentOperation.Upsert($"n{i}", BodyOf(writer, i)));
                Interlocked.Increment(ref done);
            }
        })));
        return done / watch.Elapsed.TotalSeconds;
    }

    private static async Task<double> ReadAsync(SqliteDocumentStore store, List<int> users, int reads)
    {
        var random = new Random(1);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < reads; i++)
        {
            var user = users[random.Next(users.Count)];
            if (await store.ReadAsync<PlayBody>(DocumentContainer.Plays, new PartitionKeyValue(UserOf(user), "2026-11"), "play-1") is null)
                throw new InvalidOperationException("A document is missing.");
        }

        return watch.Elapsed.TotalMicroseconds / reads;
    }

    internal sealed record PlayBody
    {
        public string Type { get; init; } = "play";

        public required string Track { get; init; }

        public required string Isrc { get; init; }

        public required string Album { get; init; }

        public required DateTimeOffset StartedAt { get; init; }

        public required int ListenedMs { get; init; }

        public required bool Counted { get; init; }

        public required string Market { get; init; }

        public required string Tier { get; init; }

        public required string Device { get; init; }

        public required string Context { get; init; }
    }
}
