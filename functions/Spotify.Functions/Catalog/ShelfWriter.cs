using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Catalog;

/// <summary>
/// Changes shelves: the piece at its version first, then what its owner knows of it. Either write may be the last before a crash: whoever does the same again finds the
/// piece as it should be and the owner knowing an earlier revision, and mends that.
/// </summary>
internal sealed partial class ShelfWriter(IDocumentStore store, ShelfReader reader, ILogger<ShelfWriter> logger)
{
    private const int Attempts = 50;

    // One change at a time for an owner within this process: others would only overtake each other.
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Puts an entry on a shelf, or in the place of the one that is there.</summary>
    /// <param name="owner">The owner's document.</param>
    /// <param name="piece">The piece.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="create">Makes the owner where there is none; null where nothing is to be made.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <exception cref="TransientException">The store is in trouble, or others kept changing the same shelf.</exception>
    public Task PutAsync<T>(string owner, string piece, ShelfEntry entry, Func<T>? create, CancellationToken cancellationToken)
        where T : class, IShelfOwner<T> =>
        ChangeAsync(owner, piece, entries => entries.FirstOrDefault(one => one.Id == entry.Id) is { } there && there.SameAs(entry)
            ? null
            : [.. entries.Where(one => one.Id != entry.Id), entry], create, cancellationToken);

    /// <summary>Takes an entry off a shelf; nothing where it is not there.</summary>
    /// <param name="owner">The owner's document.</param>
    /// <param name="piece">The piece.</param>
    /// <param name="id">The entry.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <exception cref="TransientException">The store is in trouble, or others kept changing the same shelf.</exception>
    public Task TakeAsync<T>(string owner, string piece, string id, CancellationToken cancellationToken)
        where T : class, IShelfOwner<T> =>
        ChangeAsync<T>(owner, piece, entries => entries.Any(one => one.Id == id) ? [.. entries.Where(one => one.Id != id)] : null, null, cancellationToken);

    private async Task ChangeAsync<T>(
        string owner, string piece, Func<IReadOnlyList<ShelfEntry>, IReadOnlyList<ShelfEntry>?> change, Func<T>? create, CancellationToken cancellationToken)
        where T : class, IShelfOwner<T>
    {
        var turn = _turns[(uint)string.GetHashCode(owner, StringComparison.Ordinal) % (uint)_turns.Length];
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (await ChangePieceAsync(owner, piece, change, cancellationToken) is { } changed)
                await SumUpAsync(owner, piece, changed, create, cancellationToken);
        }
        finally
        {
            reader.Forget(owner, piece);
            turn.Release();
        }
    }

    /// <summary>The piece as it is after the change; null where there is none, or no room.</summary>
    private async Task<ShelfPiece?> ChangePieceAsync(
        string owner, string piece, Func<IReadOnlyList<ShelfEntry>, IReadOnlyList<ShelfEntry>?> change, CancellationToken cancellationToken)
    {
        var id = ShelfPiece.IdOf(owner, piece);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var there = await store.ReadCatalogAsync<ShelfPiece>(id, cancellationToken);
            if (change(there?.Value.Entries ?? []) is not { } entries)
                return there?.Value;
            var changed = new ShelfPiece { Revision = (there?.Value.Revision ?? 0) + 1, Entries = entries };
            var write = there is null ? DocumentOperation.Create(id, changed) : DocumentOperation.Replace(id, changed, there.ETag);
            switch ((await store.WriteAsync(DocumentContainer.Catalog, id, write, cancellationToken)).Outcome)
            {
                case WriteOutcome.Written:
                    return changed;
                case WriteOutcome.TooLarge:
                    // What is published stays published; it is only missing from this list.
                    LogNoRoom(owner, piece, entries.Count);
                    return there?.Value;
            }
        }

        throw new TransientException($"Others kept changing {id}");
    }

    private async Task SumUpAsync<T>(string owner, string piece, ShelfPiece shelf, Func<T>? create, CancellationToken cancellationToken)
        where T : class, IShelfOwner<T>
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var there = await store.ReadCatalogAsync<T>(owner, cancellationToken);
            if ((there?.Value ?? create?.Invoke()) is not { } known || known.Pieces.GetValueOrDefault(piece)?.Revision >= shelf.Revision)
                return;
            var knowing = known.With(new Dictionary<string, ShelfSummary>(known.Pieces) { [piece] = ShelfSummary.Of(shelf) });
            var write = there is null ? DocumentOperation.Create(owner, knowing) : DocumentOperation.Replace(owner, knowing, there.ETag);
            var outcome = (await store.WriteAsync(DocumentContainer.Catalog, owner, write, cancellationToken)).Outcome;
            if (outcome == WriteOutcome.Written)
                return;
            if (outcome == WriteOutcome.TooLarge)
                throw new InvalidOperationException($"{owner} is too large to store.");
        }

        throw new TransientException($"Others kept changing {owner}");
    }

    [LoggerMessage(EventId = 4010, Level = LogLevel.Error, Message = "The list of {Owner} has no room for more than {Entries} entries in its piece {Piece}; what comes beyond is left out")]
    private partial void LogNoRoom(string owner, string piece, int entries);
}
