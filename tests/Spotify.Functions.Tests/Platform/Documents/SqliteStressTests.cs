using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Spotify.Functions.Platform.Documents;
using Spotify.Sqlite;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Documents;

/// <summary>Writers that conflict and are rolled back all the time, in transactions larger than the page cache, beside readers, sweeps and reopenings.</summary>
public sealed class SqliteStressTests : IDisposable
{
    private const int Writers = 4;
    private const int BatchesACall = 500;
    private const int UsersOfAWriter = 700;
    private static readonly DocumentContainer Plays = DocumentContainer.Plays;

    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _clock = new("2026-11-20T10:00:00Z");

    private string Path => _folder.File("documents.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Under_conflicts_and_rollbacks_the_file_stays_sound_and_holds_what_was_acknowledged()
    {
        // At the full size the file grows well past the page cache and 256 MB.
        var (rounds, calls, padding) = (TestScale.Of(2, 5), TestScale.Of(4, 12), TestScale.Of(300, 1500));
        var acknowledged = new Dictionary<(string User, string Id), int>();
        for (var round = 0; round < rounds; round++)
        {
            await using var store = new SqliteDocumentStore(Path, _clock, NullLogger<SqliteDocumentStore>.Instance);
            using var stop = new CancellationTokenSource();
            var readers = Enumerable.Range(0, 2).Select(seed => Task.Run(() => ReadAsync(store, seed, stop.Token))).ToList();
            var (from, of) = (round * calls, new List<Dictionary<(string, string), int>>());
            of.AddRange(await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(store, writer, from, calls, padding)))));
            foreach (var (key, value) in of.SelectMany(written => written))
                acknowledged[key] = value;
            await store.SweepAsync();
            await stop.CancelAsync();
            await Task.WhenAll(readers);
        }

        await ShouldHoldAsync(acknowledged);
    }

    /// <summary>A writer's users are its own, so that it knows what must be there; the pages are everyone's.</summary>
    private static async Task<Dictionary<(string User, string Id), int>> WriteAsync(SqliteDocumentStore store, int writer, int from, int calls, int padding)
    {
        var random = new Random((writer * 1000) + from);
        var written = new Dictionary<(string User, string Id), int>();
        for (var call = from; call < from + calls; call++)
        {
            var batches = new List<(string User, string[] Ids, int Value)>();
            var users = Enumerable.Range(0, UsersOfAWriter).ToArray();
            random.Shuffle(users);
            for (var i = 0; i < BatchesACall; i++)
            {
                // One in four ends with an id that the user may have already: a conflict, and two operations before it that must be undone.
                var last = random.Next(4) == 0 ? "again" : $"{call}-2";
                batches.Add(($"{users[i]:d3}-{writer}", [$"{call}-0", $"{call}-1", last], (call * BatchesACall) + i));
            }

            var results = await store.WriteManyAsync(
                [.. batches.Select(batch => new PartitionBatch(Plays, new PartitionKeyValue(batch.User, "2026-11"),
                    [.. batch.Ids.Select(id => DocumentOperation.Create(id, new Play(batch.Value, new string('p', random.Next(padding)))))]))]);
            for (var i = 0; i < results.Count; i++)
            {
                foreach (var id in batches[i].Ids)
                {
                    if (results[i].IsWritten)
                        written.Add((batches[i].User, id), batches[i].Value);
                }
            }
        }

        return written;
    }

    private static async Task ReadAsync(SqliteDocumentStore store, int seed, CancellationToken stop)
    {
        var random = new Random(seed);
        while (!stop.IsCancellationRequested)
        {
            var key = new PartitionKeyValue($"{random.Next(UsersOfAWriter):d3}-{random.Next(Writers)}", "2026-11");
            await store.RangeAsync<Play>(Plays, key, new IdRange(), 20, cancellationToken: CancellationToken.None);
            await Task.Yield();
        }
    }

    private async Task ShouldHoldAsync(Dictionary<(string User, string Id), int> acknowledged)
    {
        acknowledged.Count.ShouldBeGreaterThan(1000);
        await using (var database = new SqliteDatabase(Path, "SELECT 1"))
            database.Read(session => session.Scalar<string>("PRAGMA integrity_check")).ShouldBe("ok");

        await using var store = new SqliteDocumentStore(Path, _clock, NullLogger<SqliteDocumentStore>.Instance);
        store.CountRows(Plays).ShouldBe(acknowledged.Count, "what was refused left nothing behind");
        foreach (var ((user, id), value) in acknowledged)
            (await store.ReadAsync<Play>(Plays, new PartitionKeyValue(user, "2026-11"), id))!.Value.Value.ShouldBe(value);
    }

    private sealed record Play(int Value, string Padding);
}
