using Spotify.Core.Telemetry.Closing;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>Reads a range of the ledger and leaves sorted spills of it: leaves by shard, rows by market and product, rows by listener.</summary>
public sealed class LedgerScan
{
    private readonly IDocumentStore _documents;
    private readonly PeriodSecrets _secrets;
    private readonly ClosingParts _parts;
    private readonly ClosingLimits _limits;

    internal LedgerScan(IDocumentStore documents, PeriodSecrets secrets, ClosingParts parts, ClosingLimits limits) =>
        (_documents, _secrets, _parts, _limits) = (documents, secrets, parts, limits);

    /// <summary>Reads a range. Safe to repeat.</summary>
    /// <exception cref="InvalidDataException">A play of the ledger is none that money may be made of.</exception>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<ScannedRange> ScanAsync(ScanInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var secret = await _secrets.EnsureAsync(input.Period, cancellationToken);
        var (folder, attempt, plays) = (ClosedScopes.Parts(input.Period, input.Run), ClosingParts.NewAttempt(), 0L);
        var leaves = new Spills<LedgerLeaf>(ClosingParts.Leaves, new(RunFormats.Leaves, input.Shards, leaf => LedgerId.ShardOf(leaf.PlayId, input.Shards), _limits.Leaves));
        var rows = new Spills<LedgerRow>(ClosingParts.Rows, new(RunFormats.Rows, input.Shards, row => row.Key.BucketOf(input.Shards), _limits.Rows));
        var listeners = new Spills<ListenerRow>(ClosingParts.Listeners, new(RunFormats.Listeners, input.Shards, row => LedgerId.ShardOf(row.Listener, input.Shards), _limits.Rows));

        var found = _documents.ScanAsync<PlayDocument>(DocumentContainer.Plays, new ScanRange(input.Range), new ScanFilter(SecondKey: input.Period), cancellationToken);
        await foreach (var document in found)
        {
            var play = LedgerPlays.Of(document.Id, document.Partition.First, document.Value);
            if (play.Period != input.Period)
                throw new InvalidDataException($"Play {play.Id} of {play.Listener} lies in {input.Period} and says {play.Period}.");
            var (id, listener, key) = (LedgerId.Parse(play.Id, "play id"), LedgerId.Parse(play.Listener, "pseudonym"), LedgerRowKey.Of(play));
            await leaves.AddAsync(new LedgerLeaf(id, listener, LedgerEncoding.LeafOf(LedgerId.SaltOf(secret, id), play)), WriteAsync);
            await rows.AddAsync(new LedgerRow(key, LedgerSums.Of(play)), WriteAsync);
            if (play.Delta != 0)
                await listeners.AddAsync(new ListenerRow(listener, key, play.AdjustmentOf, play.Delta, PlayContexts.IsActive(document.Value.ContextType) ? play.Delta : 0), WriteAsync);
            plays++;
        }

        return new ScannedRange(attempt, plays, await leaves.EndAsync(WriteAsync), await rows.EndAsync(WriteAsync), await listeners.EndAsync(WriteAsync));

        Task WriteAsync(string kind, int number, ReadOnlyMemory<byte> spill) => _parts.WriteAsync(folder, attempt, kind, number, spill, cancellationToken);
    }

    private sealed class Spills<T>(string kind, RunBuffer<T> buffer)
    {
        private int _count;

        public ValueTask AddAsync(T item, Func<string, int, ReadOnlyMemory<byte>, Task> write) =>
            buffer.Add(item) ? new ValueTask(write(kind, _count++, buffer.Spill())) : ValueTask.CompletedTask;

        public async Task<int> EndAsync(Func<string, int, ReadOnlyMemory<byte>, Task> write)
        {
            if (!buffer.IsEmpty)
                await write(kind, _count++, buffer.Spill());
            return _count;
        }
    }
}
