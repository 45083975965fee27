using Microsoft.Extensions.Options;
using Spotify.Core;
using Spotify.Core.Ingestion.Turns;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Ingestion.Turns;

/// <summary>
/// Who waits for a turn and who has one, in documents. Each change is one batch that replaces the clock at the version it was decided on: it happens whole or not at all, and of
/// two that meet one looks again. Instances contend, not callers within one: those go one after another.
/// </summary>
internal sealed class TurnBook(IDocumentStore documents, TimeProvider time, IOptions<TurnOptions> options, TurnMetrics metrics) : IDisposable
{
    /// <summary>How long a turn lasts that nobody renews.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(30);

    /// <summary>How often its holder renews it.</summary>
    public static readonly TimeSpan RenewedEvery = TimeSpan.FromMinutes(10);

    // Four operations each and the clock's: within the hundred of a batch.
    private const int MostInABatch = 20;
    private const int MostTries = 50;
    private const int PageSize = 500;

    // A label's place is of no use once its line has passed it; in a day it has.
    private static readonly TimeSpan LabelStays = TimeSpan.FromDays(1);

    private static readonly DocumentContainer Container = DocumentContainer.System;
    private static readonly PartitionKeyValue Partition = TurnIds.Kind;

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Puts a turn into its line; one that waits or is held already stays where it is, but a release that has come near goes into the line of those.</summary>
    /// <returns>The turn, where it is held already; null where it waits.</returns>
    public Task<HeldTurnDocument?> AskAsync(TurnInput turn, CancellationToken cancellationToken) => ChangeAsync(
        "A turn could not be asked for",
        async () =>
        {
            var now = time.GetUtcNow();
            var line = TurnClock.LineOf(turn.ReleaseDate, now);
            if (await FindAsync<HeldTurnDocument>(TurnIds.HeldOf(turn), cancellationToken) is { } held)
                return Change<HeldTurnDocument?>.None(held.Value);
            var asked = (await FindAsync<AskedTurnDocument>(TurnIds.AskedOf(turn), cancellationToken))?.Value.Place;
            if (asked is { } there && there.Line <= line)
                return Change<HeldTurnDocument?>.None(null);

            var (book, etag) = await ReadClockAsync(cancellationToken);
            var label = (await FindAsync<LabelTurnsDocument>(TurnIds.LabelOf(turn.Label), cancellationToken))?.Value ?? new LabelTurnsDocument { Label = turn.Label };
            var place = book.Clock.PlaceOf(line, label.Turns);
            var operations = new List<DocumentOperation>
            {
                Save(book with { Clock = book.Clock.AfterAsking(), Waiting = book.Waiting + (asked is null ? 1 : 0) }, etag),
                Save(label with { Turns = label.Turns.After(place), Waiting = label.Waiting + (asked is null ? 1 : 0) }),
                DocumentOperation.Create(TurnIds.WaitingOf(place), new WaitingTurnDocument { Turn = turn, Place = place, AskedAt = now }),
                DocumentOperation.Upsert(TurnIds.AskedOf(turn), new AskedTurnDocument { Place = place }),
            };
            if (asked is { } before)
                operations.Add(DocumentOperation.Delete(TurnIds.WaitingOf(before)));
            return Change<HeldTurnDocument?>.Of(null, operations);
        },
        cancellationToken);

    /// <summary>Gives free turns to the first in line; who has ended meanwhile is passed over.</summary>
    /// <param name="asking">Who asks himself, and so need not be told; null for nobody.</param>
    /// <param name="isUnderWay">Whether an orchestration has not ended.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The turns that were given.</returns>
    /// <exception cref="TransientException">The documents are in trouble.</exception>
    public async Task<IReadOnlyList<HeldTurnDocument>> GiveAsync(TurnInput? asking, Func<string, Task<bool>> isUnderWay, CancellationToken cancellationToken)
    {
        var given = new List<HeldTurnDocument>();
        while (await ChangeAsync("A turn could not be given", () => GiveSomeAsync(asking, isUnderWay, cancellationToken), cancellationToken) is { } some)
        {
            given.AddRange(some);
            metrics.Given(some);
        }

        return given;
    }

    /// <summary>Takes a turn out of the book, held or waited for.</summary>
    /// <returns>Whether it was there.</returns>
    public Task<bool> EndAsync(TurnInput turn, CancellationToken cancellationToken) => ChangeAsync(
        "A turn could not be ended",
        async () =>
        {
            var (book, etag) = await ReadClockAsync(cancellationToken);
            if (await FindAsync<HeldTurnDocument>(TurnIds.HeldOf(turn), cancellationToken) is not null)
                return Change<bool>.Of(true, [Save(book with { Running = book.Running - 1 }, etag), DocumentOperation.Delete(TurnIds.HeldOf(turn))]);
            if (await FindAsync<AskedTurnDocument>(TurnIds.AskedOf(turn), cancellationToken) is not { } asked)
                return Change<bool>.None(false);
            return Change<bool>.Of(true, await ForgetAsync(book, etag, [(turn, asked.Value.Place)], cancellationToken));
        },
        cancellationToken);

    /// <summary>Lets a turn last on.</summary>
    /// <returns>False where it is not held any more.</returns>
    public Task<bool> RenewAsync(TurnInput turn, CancellationToken cancellationToken) =>
        UpdateHeldAsync(turn, held => held with { Until = time.GetUtcNow() + Lease }, cancellationToken);

    /// <summary>Notes that a holder was told.</summary>
    public Task<bool> ToldAsync(TurnInput turn, CancellationToken cancellationToken) => UpdateHeldAsync(turn, held => held with { IsTold = true }, cancellationToken);

    /// <summary>All turns that are held.</summary>
    public async Task<IReadOnlyList<HeldTurnDocument>> ListHeldAsync(CancellationToken cancellationToken) => await ListAsync<HeldTurnDocument>(TurnIds.Held, cancellationToken);

    /// <summary>All labels that wait or waited within the last day.</summary>
    public async Task<IReadOnlyList<LabelTurnsDocument>> ListLabelsAsync(CancellationToken cancellationToken) =>
        await ListAsync<LabelTurnsDocument>(TurnIds.Labels, cancellationToken);

    /// <summary>The figures of the whole.</summary>
    public async Task<TurnClockDocument> CountAsync(CancellationToken cancellationToken) => (await ReadClockAsync(cancellationToken)).Book;

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task<Change<IReadOnlyList<HeldTurnDocument>?>> GiveSomeAsync(
        TurnInput? asking, Func<string, Task<bool>> isUnderWay, CancellationToken cancellationToken)
    {
        var (book, etag) = await ReadClockAsync(cancellationToken);
        var free = Math.Min(options.Value.TurnsAtOnce - book.Running, MostInABatch);
        if (free <= 0 || book.Waiting == 0)
            return Change<IReadOnlyList<HeldTurnDocument>?>.None(null);
        var near = await FirstAsync(TurnLine.Near, free, cancellationToken);
        var ordinary = await FirstAsync(TurnLine.Ordinary, free, cancellationToken);
        var waiting = near.Concat(ordinary).ToDictionary(one => one.Place);
        var (places, clock) = book.Clock.Choose([.. near.Select(one => one.Place)], [.. ordinary.Select(one => one.Place)], free);
        List<WaitingTurnDocument> chosen = [.. places.Select(place => waiting[place])];
        if (chosen.Count == 0)
            return Change<IReadOnlyList<HeldTurnDocument>?>.None(null);

        var gone = new List<(TurnInput, TurnPlace)>();
        foreach (var instance in chosen.GroupBy(one => one.Turn.Instance))
        {
            if (!await isUnderWay(instance.Key))
                gone.AddRange(instance.Select(one => (one.Turn, one.Place)));
        }

        if (gone.Count > 0)
            return Change<IReadOnlyList<HeldTurnDocument>?>.Of([], await ForgetAsync(book, etag, gone, cancellationToken));

        var now = time.GetUtcNow();
        List<HeldTurnDocument> given =
        [
            .. chosen.Select(one => new HeldTurnDocument
            {
                Turn = one.Turn,
                Line = one.Place.Line,
                AskedAt = one.AskedAt,
                GivenAt = now,
                Until = now + Lease,
                IsTold = one.Turn == asking,
            }),
        ];
        var operations = await ForgetAsync(book with { Clock = clock, Running = book.Running + given.Count }, etag, [.. chosen.Select(one => (one.Turn, one.Place))], cancellationToken);
        operations.AddRange(given.Select(one => DocumentOperation.Create(TurnIds.HeldOf(one.Turn), one)));
        return Change<IReadOnlyList<HeldTurnDocument>?>.Of(given, operations);
    }

    /// <summary>What takes turns out of their line.</summary>
    private async Task<List<DocumentOperation>> ForgetAsync(
        TurnClockDocument book, string? etag, List<(TurnInput Turn, TurnPlace Place)> turns, CancellationToken cancellationToken)
    {
        var operations = new List<DocumentOperation> { Save(book with { Waiting = book.Waiting - turns.Count }, etag) };
        foreach (var (turn, place) in turns)
        {
            operations.Add(DocumentOperation.Delete(TurnIds.WaitingOf(place)));
            operations.Add(DocumentOperation.Delete(TurnIds.AskedOf(turn)));
        }

        foreach (var ofLabel in turns.GroupBy(one => one.Turn.Label))
        {
            if (await FindAsync<LabelTurnsDocument>(TurnIds.LabelOf(ofLabel.Key), cancellationToken) is { } label)
                operations.Add(Save(label.Value with { Waiting = label.Value.Waiting - ofLabel.Count() }));
        }

        return operations;
    }

    private async Task<IReadOnlyList<WaitingTurnDocument>> FirstAsync(TurnLine line, int count, CancellationToken cancellationToken)
    {
        var page = await documents.RangeAsync<WaitingTurnDocument>(Container, Partition, IdRange.Prefix(TurnIds.LineOf(line)), count, null, cancellationToken);
        return [.. page.Documents.Select(one => one.Document.Value)];
    }

    private async Task<List<T>> ListAsync<T>(string prefix, CancellationToken cancellationToken)
    {
        var list = new List<T>();
        string? continuation = null;
        do
        {
            var page = await documents.RangeAsync<T>(Container, Partition, IdRange.Prefix(prefix), PageSize, continuation, cancellationToken);
            list.AddRange(page.Documents.Select(one => one.Document.Value));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return list;
    }

    private ValueTask<StoredDocument<T>?> FindAsync<T>(string id, CancellationToken cancellationToken) => documents.ReadAsync<T>(Container, Partition, id, cancellationToken);

    private async Task<(TurnClockDocument Book, string? ETag)> ReadClockAsync(CancellationToken cancellationToken)
    {
        var found = await FindAsync<TurnClockDocument>(TurnIds.Clock, cancellationToken);
        var book = found?.Value ?? new TurnClockDocument();
        metrics.Saw(book.Waiting, book.Running);
        return (book, found?.ETag);
    }

    private static DocumentOperation Save(TurnClockDocument book, string? etag) =>
        etag is null ? DocumentOperation.Create(TurnIds.Clock, book) : DocumentOperation.Replace(TurnIds.Clock, book, etag);

    private static DocumentOperation Save(LabelTurnsDocument label) =>
        DocumentOperation.Upsert(TurnIds.LabelOf(label.Label), label, label.Waiting > 0 ? null : LabelStays);

    private async Task<bool> UpdateHeldAsync(TurnInput turn, Func<HeldTurnDocument, HeldTurnDocument> update, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (await FindAsync<HeldTurnDocument>(TurnIds.HeldOf(turn), cancellationToken) is not { } held)
                return false;
            var replace = DocumentOperation.Replace(TurnIds.HeldOf(turn), update(held.Value), held.ETag);
            if ((await documents.WriteAsync(Container, Partition, replace, cancellationToken)).IsWritten)
                return true;
        }

        throw new TransientException("A turn could not be renewed: too many others changed it.");
    }

    private async Task<T> ChangeAsync<T>(string trouble, Func<Task<Change<T>>> decide, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            for (var tries = 0; tries < MostTries; tries++)
            {
                var change = await decide();
                if (change.Operations.Count == 0 || (await documents.WriteBatchAsync(Container, Partition, change.Operations, cancellationToken)).IsWritten)
                    return change.Result;
            }
        }
        finally
        {
            _one.Release();
        }

        throw new TransientException($"{trouble}: too many others changed turns meanwhile.");
    }

    /// <summary>What is to be written, and what to say once it is.</summary>
    private sealed record Change<T>(T Result, IReadOnlyList<DocumentOperation> Operations)
    {
        public static Change<T> None(T result) => new(result, []);

        public static Change<T> Of(T result, IReadOnlyList<DocumentOperation> operations) => new(result, operations);
    }
}
