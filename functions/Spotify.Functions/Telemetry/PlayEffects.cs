using Spotify.Core;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry;

/// <summary>Carries decisions to ledger and counters. All of it may be repeated, by anybody, in any state of completion.</summary>
internal sealed class PlayEffects(IDocumentStore documents, CounterShards shards) : IDisposable
{
    /// <summary>How much longer than a session the marks of its plays live in the counters: what is pending in a stored session was carried out at most that long before.</summary>
    public static readonly TimeSpan MarkMargin = TimeSpan.FromDays(15);

    private const int MaxRefusals = 50;

    // The consumers of one process take turns: on the counters of popular tracks they would only refuse one another. Other processes meet by ETag.
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Writes all of it, but for what meets a fault of its own: those sessions have a <see cref="SessionWork.Fault"/> then.</summary>
    /// <exception cref="TransientException">The store is in trouble, or others kept writing first; a repeat finishes the work.</exception>
    public async Task ApplyAsync(IReadOnlyList<PendingPlay> plays, CancellationToken cancellationToken)
    {
        await LookUpAsync(plays, cancellationToken);
        var ledgers = new Dictionary<(string, string), LedgerGroup>();
        var counters = new Dictionary<(TrackKey, int), CounterGroup>();
        foreach (var play in plays)
        {
            if (!play.Work.IsGood)
                continue;
            if (play.MustWait)
            {
                play.Work.Waits = true;
                continue;
            }

            var (pseudonym, period) = (play.Work.Pseudonym, play.Mark.Period);
            if (!ledgers.TryGetValue((pseudonym, period), out var ledger))
                ledgers.Add((pseudonym, period), ledger = new LedgerGroup(pseudonym, period));
            ledger.Add(play);
            if (!play.Mark.IsCountPending)
                continue;
            var place = (play.Mark.Track, play.Mark.Shard);
            if (!counters.TryGetValue(place, out var counter))
                counters.Add(place, counter = new CounterGroup(play.Mark.Track.ToString(), play.Mark.Shard));
            counter.Add(play);
        }

        await Task.WhenAll(WriteLedgersAsync([.. ledgers.Values], cancellationToken), WriteCountersAsync([.. counters.Values], cancellationToken));
        foreach (var ((track, shard), counter) in counters)
        {
            if (shard == 0)
                shards.Learn(track, counter.Shards);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    // What an earlier period has of a play, and what there is of one whose track the catalogue has no more. Mostly nothing.
    private async Task LookUpAsync(IReadOnlyList<PendingPlay> plays, CancellationToken cancellationToken)
    {
        foreach (var page in plays.Where(play => play.LookIn is not null).Chunk(DocumentRules.MaxReads))
        {
            var keys = Array.ConvertAll(page, play => new DocumentKey(new PartitionKeyValue(play.Work.Pseudonym, play.LookIn!), play.PlayId));
            var stored = await documents.ReadManyAsync<PlayDocument>(
                DocumentContainer.Plays, keys, (i, exception) => page[i].Work.Fail($"Play '{keys[i].Id}' of '{keys[i].Partition}' cannot be read: {exception.Message}"), cancellationToken);
            for (var i = 0; i < page.Length; i++)
                page[i].First = stored[i]?.Value;
        }
    }

    // Of a listener's own partition: nobody is in the way of anybody.
    private async Task WriteLedgersAsync(List<LedgerGroup> ledgers, CancellationToken cancellationToken)
    {
        for (; ledgers.Count > 0; ledgers.RemoveAll(group => group.IsDone))
        {
            ledgers.ForEach(group => group.BeginRound());
            await ReadAsync<LedgerGroup, PlayDocument>(ledgers, (group, id, stored) => group.Take(id, stored), cancellationToken);
            await WriteRoundAsync(ledgers, cancellationToken);
        }
    }

    private async Task WriteCountersAsync(List<CounterGroup> counters, CancellationToken cancellationToken)
    {
        for (; counters.Count > 0; counters.RemoveAll(group => group.IsDone))
        {
            await _turn.WaitAsync(cancellationToken);
            try
            {
                counters.ForEach(group => group.BeginRound());
                await ReadAsync<CounterGroup, TrackAggregate>(counters, (group, id, stored) => group.Take(id, stored), cancellationToken);
                await WriteRoundAsync(counters, cancellationToken);
            }
            finally
            {
                _turn.Release();
            }
        }
    }

    private async Task WriteRoundAsync(IReadOnlyList<EffectGroup> groups, CancellationToken cancellationToken)
    {
        var writing = new List<EffectGroup>(groups.Count);
        var batches = new List<PartitionBatch>(groups.Count);
        foreach (var group in groups)
        {
            if (group.IsDone || Build(group) is not { } operations)
                continue;
            if (operations.Count == 0)
            {
                group.Written();
                continue;
            }

            writing.Add(group);
            batches.Add(new PartitionBatch(group.Container, group.Partition, operations));
        }

        if (batches.Count == 0)
            return;
        var results = await documents.WriteManyAsync(batches, cancellationToken);
        for (var i = 0; i < results.Count; i++)
            Note(writing[i], results[i]);
    }

    private static IReadOnlyList<DocumentOperation>? Build(EffectGroup group)
    {
        try
        {
            return group.Build();
        }
#pragma warning disable CA1031 // Nothing but this group's documents is touched: whatever the bug, it must not hold up the partition.
        catch (Exception exception) when (exception is not OutOfMemoryException)
#pragma warning restore CA1031
        {
            group.Fail(exception.ToString());
            return null;
        }
    }

    private static void Note(EffectGroup group, BatchResult result)
    {
        if (result.IsWritten)
        {
            group.Written();
            return;
        }

        if (result.Outcome == WriteOutcome.TooLarge)
        {
            group.Fail($"A batch for '{group.Partition}' is over the size of a batch.");
            return;
        }

        group.Refused();
        if (group.Refusals > MaxRefusals)
            throw new TransientException($"Others kept writing to '{group.Partition}' first.");
    }

    private async Task ReadAsync<TGroup, TDocument>(
        List<TGroup> groups, Action<TGroup, string, StoredDocument<TDocument>?> take, CancellationToken cancellationToken)
        where TGroup : EffectGroup
    {
        var wanted = groups.SelectMany(group => group.Reads().Select(id => (group, id)));
        foreach (var page in wanted.Chunk(DocumentRules.MaxReads))
        {
            var keys = Array.ConvertAll(page, one => new DocumentKey(one.group.Partition, one.id));
            var stored = await documents.ReadManyAsync<TDocument>(
                page[0].group.Container, keys, (i, exception) => page[i].group.Fail($"Document '{page[i].id}' of '{page[i].group.Partition}': {exception.Message}"), cancellationToken);
            for (var i = 0; i < page.Length; i++)
                take(page[i].group, page[i].id, stored[i]);
        }
    }
}
