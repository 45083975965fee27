using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Spotify.Functions.Platform.Documents;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Documents;

/// <summary>Random sequences of batches, passing time, sweeps and restarts end the same way on SQLite and on a model of a few lines.</summary>
public sealed class SqliteModelTests
{
    private static readonly string[] Ids = ["a", "b", "é", "🎵"];
    private static readonly PartitionKeyValue[] Partitions = ["p", "q"];

    public enum Version
    {
        Any,
        Current,
        Stale,
    }

    public enum StepKind
    {
        Write,
        WriteMany,
        Pass,
        Sweep,
        Reopen,
    }

    [Fact]
    public void Random_sequences_end_as_the_model_says()
    {
        var operation =
            from kind in Gen.Elements(Enum.GetValues<DocumentOperationKind>())
            from id in Gen.Choose(0, Ids.Length - 1)
            from version in Gen.Elements(Enum.GetValues<Version>())
            from ttl in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(1, 3)))
            from value in Gen.Choose(0, 1_000_000)
            select new Operation(kind, id, version, ttl, value);
        var step =
            from kind in Gen.Frequency(
                (12, Gen.Constant(StepKind.Write)), (4, Gen.Constant(StepKind.WriteMany)), (4, Gen.Constant(StepKind.Pass)), (1, Gen.Constant(StepKind.Sweep)),
                (1, Gen.Constant(StepKind.Reopen)))
            from partition in Gen.Choose(0, Partitions.Length - 1)
            from size in Gen.Frequency((2, Gen.Constant(1)), (1, Gen.Choose(2, 4)))
            from operations in Gen.ArrayOf(operation, size)
            from others in Gen.ArrayOf(operation, 2)
            select new Step(kind, partition, operations, others);
        Prop.ForAll(step.ListOf(25).ToArbitrary(), steps => RunAsync(steps).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(TestScale.Of(60, 2000)));
    }

    private static async Task RunAsync(IEnumerable<Step> steps)
    {
        using var folder = new TempFolder();
        var clock = new FakeTimeProvider("2026-11-20T10:00:00Z");
        var model = new Model(clock);
        var store = Open();
        try
        {
            foreach (var step in steps)
            {
                switch (step.Kind)
                {
                    case StepKind.Write:
                        await WriteAsync([(step.Partition, step.Operations)]);
                        break;
                    case StepKind.WriteMany:
                        await WriteAsync([(step.Partition, step.Operations), (1 - step.Partition, step.Others)]);
                        break;
                    case StepKind.Pass:
                        clock.Advance(TimeSpan.FromSeconds(1));
                        break;
                    case StepKind.Sweep:
                        await store.SweepAsync();
                        store.CountRows(DocumentContainer.Users).ShouldBe(model.Alive.Count());
                        break;
                    case StepKind.Reopen:
                        await store.DisposeAsync();
                        store = Open();
                        break;
                }

                await CompareAsync(store, model);
            }
        }
        finally
        {
            await store.DisposeAsync();
        }

        SqliteDocumentStore Open() => new(folder.File("documents.db"), clock, NullLogger<SqliteDocumentStore>.Instance);

        async Task WriteAsync((int Partition, Operation[] Operations)[] batches)
        {
            var real = batches.Select(batch => batch.Operations.Select(operation => model.ToReal(batch.Partition, operation)).ToList()).ToList();
            IReadOnlyList<BatchResult> results = batches.Length == 1
                ? [await store.WriteBatchAsync(DocumentContainer.Users, Partitions[batches[0].Partition], real[0])]
                : await store.WriteManyAsync([.. batches.Zip(real, (batch, ops) => new PartitionBatch(DocumentContainer.Users, Partitions[batch.Partition], ops))]);
            for (var i = 0; i < batches.Length; i++)
                model.Apply(batches[i].Partition, batches[i].Operations, real[i], results[i]);
        }
    }

    private static async Task CompareAsync(SqliteDocumentStore store, Model model)
    {
        for (var partition = 0; partition < Partitions.Length; partition++)
        {
            var expected = model.Alive.Where(entry => entry.Key.Partition == partition)
                .Select(entry => (Ids[entry.Key.Id], entry.Value.Value, entry.Value.ETag)).OrderBy(entry => entry.Item1, StringComparer.Ordinal).ToList();
            var page = await store.RangeAsync<Body>(DocumentContainer.Users, Partitions[partition], default, 10);
            page.Documents.Select(document => (document.Id, document.Document.Value.Value, document.Document.ETag)).ShouldBe(expected);
            var reads = await store.ReadManyAsync<Body>(DocumentContainer.Users, [.. Ids.Select(id => new DocumentKey(Partitions[partition], id))]);
            reads.Where(read => read is not null).Select(read => read!.ETag).Order(StringComparer.Ordinal)
                .ShouldBe(expected.Select(entry => entry.ETag).Order(StringComparer.Ordinal));
        }
    }

    public sealed record Operation(DocumentOperationKind Kind, int Id, Version Version, int Ttl, int Value);

    public sealed record Step(StepKind Kind, int Partition, Operation[] Operations, Operation[] Others);

    private sealed record Body(int Value);

    private sealed record Entry(int Value, string ETag, DateTimeOffset? Expires);

    private sealed class Model(FakeTimeProvider clock)
    {
        private Dictionary<(int Partition, int Id), Entry> _entries = [];
        private readonly Dictionary<(int Partition, int Id), string> _stale = [];

        public IEnumerable<KeyValuePair<(int Partition, int Id), Entry>> Alive =>
            _entries.Where(entry => entry.Value.Expires is null || entry.Value.Expires > clock.GetUtcNow());

        public DocumentOperation ToReal(int partition, Operation operation)
        {
            var (id, body) = (Ids[operation.Id], new Body(operation.Value));
            var etag = operation.Version switch
            {
                Version.Any => null,
                Version.Current => Find(_entries, partition, operation.Id)?.ETag ?? "none",
                _ => _stale.GetValueOrDefault((partition, operation.Id), "ffff"),
            };
            TimeSpan? ttl = operation.Ttl == 0 ? null : TimeSpan.FromSeconds(operation.Ttl);
            return operation.Kind switch
            {
                DocumentOperationKind.Create => DocumentOperation.Create(id, body, ttl),
                DocumentOperationKind.Upsert => DocumentOperation.Upsert(id, body, ttl),
                DocumentOperationKind.Replace => DocumentOperation.Replace(id, body, etag, ttl),
                _ => DocumentOperation.Delete(id, etag),
            };
        }

        public void Apply(int partition, Operation[] operations, List<DocumentOperation> real, BatchResult result)
        {
            var next = new Dictionary<(int, int), Entry>(_entries);
            for (var i = 0; i < operations.Length; i++)
            {
                var outcome = Outcome(Find(next, partition, operations[i].Id), real[i]);
                if (outcome != WriteOutcome.Written)
                {
                    (result.Outcome, result.FailedIndex, result.ETags.Count).ShouldBe((outcome, i, 0));
                    return;
                }

                if (real[i].Kind == DocumentOperationKind.Delete)
                    next.Remove((partition, operations[i].Id));
                else
                    next[(partition, operations[i].Id)] = new Entry(operations[i].Value, $"pending {i}", clock.GetUtcNow() + real[i].TimeToLive);
            }

            (result.Outcome, result.FailedIndex, result.ETags.Count).ShouldBe((WriteOutcome.Written, -1, operations.Length));
            for (var i = 0; i < operations.Length; i++)
            {
                var key = (partition, operations[i].Id);
                if (_entries.TryGetValue(key, out var old))
                    _stale[key] = old.ETag;
                if (next.TryGetValue(key, out var entry) && entry.ETag == $"pending {i}")
                    next[key] = entry with { ETag = result.ETags[i]! };
            }

            _entries = next;
        }

        private static WriteOutcome Outcome(Entry? there, DocumentOperation operation) => (operation.Kind, there) switch
        {
            (DocumentOperationKind.Create, not null) => WriteOutcome.Conflict,
            (DocumentOperationKind.Create or DocumentOperationKind.Upsert, _) => WriteOutcome.Written,
            (_, null) => WriteOutcome.NotFound,
            _ => operation.ETag is null || operation.ETag == there.ETag ? WriteOutcome.Written : WriteOutcome.PreconditionFailed,
        };

        private Entry? Find(Dictionary<(int, int), Entry> entries, int partition, int id) =>
            entries.TryGetValue((partition, id), out var entry) && (entry.Expires is null || entry.Expires > clock.GetUtcNow()) ? entry : null;
    }
}
