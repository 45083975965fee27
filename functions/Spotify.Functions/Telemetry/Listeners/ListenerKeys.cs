using System.Collections.Concurrent;
using System.Security.Cryptography;
using Spotify.Core;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry.Listeners;

/// <summary>
/// Keeps each listener's key beside everything else of his (container <c>users</c>). Made at first sight; an erased one is replaced by a tombstone without a key, so that
/// an event which comes late, or again, does not make him anew.
/// </summary>
internal sealed class ListenerKeys(IDocumentStore documents, RandomNumberGenerator random, TimeProvider time) : IListeners
{
    /// <summary>How long a process may go on knowing a key that was destroyed elsewhere.</summary>
    public static readonly TimeSpan RememberedFor = TimeSpan.FromMinutes(10);

    private const int Remembered = 200_000;
    private const int KeyBytes = 32;
    private const int MaxRounds = 10;

    private readonly ConcurrentDictionary<string, Entry> _known = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, ListenerIdentity>> ResolveAsync(IReadOnlyCollection<string> userIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(userIds);
        var identities = new Dictionary<string, ListenerIdentity>(userIds.Count, StringComparer.Ordinal);
        List<string>? open = null;
        foreach (var userId in userIds)
        {
            if (!IsKnown(userId, out var identity))
                (open ??= []).Add(userId);
            else if (identity is not null)
                identities[userId] = identity;
        }

        // A key that somebody else makes at the same time is read in the next round.
        for (var round = 0; open is { Count: > 0 }; round++)
        {
            if (round == MaxRounds)
                throw new TransientException("The keys of new listeners can neither be made nor read.");
            open = await CreateAsync(await ReadAsync(open, identities, cancellationToken), identities, cancellationToken);
        }

        return identities;
    }

    /// <inheritdoc/>
    public async ValueTask<ListenerIdentity?> FindAsync(string userId, CancellationToken cancellationToken)
    {
        if (IsKnown(userId, out var known))
            return known;
        var found = new Dictionary<string, ListenerIdentity>(StringComparer.Ordinal);
        await ReadAsync([userId], found, cancellationToken);
        return found.GetValueOrDefault(userId);
    }

    /// <inheritdoc/>
    public async Task EraseAsync(string userId, CancellationToken cancellationToken)
    {
        var tombstone = new ListenerKeyDocument { ErasedAt = time.GetUtcNow() };
        var stored = await documents.ReadAsync<ListenerKeyDocument>(DocumentContainer.Users, userId, ListenerKeyDocument.Id, cancellationToken);
        if (stored?.Value.ErasedAt is null)
            await documents.WriteAsync(DocumentContainer.Users, userId, DocumentOperation.Upsert(ListenerKeyDocument.Id, tombstone), cancellationToken);
        Remember(userId, null);
    }

    private bool IsKnown(string userId, out ListenerIdentity? identity)
    {
        identity = null;
        if (!_known.TryGetValue(userId, out var entry) || time.GetElapsedTime(entry.ReadAt) >= RememberedFor)
            return false;
        identity = entry.Identity;
        return true;
    }

    private void Remember(string userId, ListenerIdentity? identity)
    {
        if (_known.Count >= Remembered)
            _known.Clear();
        _known[userId] = new Entry(identity, time.GetTimestamp());
    }

    /// <summary>Reads keys.</summary>
    /// <returns>The users who have neither key nor tombstone.</returns>
    private async Task<List<string>> ReadAsync(List<string> userIds, Dictionary<string, ListenerIdentity> identities, CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        foreach (var page in userIds.Chunk(DocumentRules.MaxReads))
        {
            var keys = Array.ConvertAll(page, userId => new DocumentKey(userId, ListenerKeyDocument.Id));
            var stored = await documents.ReadManyAsync<ListenerKeyDocument>(DocumentContainer.Users, keys, cancellationToken);
            for (var i = 0; i < page.Length; i++)
            {
                if (stored[i] is { } document)
                    Take(page[i], document.Value, identities);
                else
                    missing.Add(page[i]);
            }
        }

        return missing;
    }

    /// <summary>Makes keys.</summary>
    /// <returns>The users for whom somebody else was first.</returns>
    private async Task<List<string>> CreateAsync(List<string> userIds, Dictionary<string, ListenerIdentity> identities, CancellationToken cancellationToken)
    {
        if (userIds.Count == 0)
            return userIds;
        var made = userIds.ConvertAll(_ => new ListenerKeyDocument { Key = NewKey(), Since = time.GetUtcNow() });
        var batches = userIds.Zip(made, (userId, key) => new PartitionBatch(DocumentContainer.Users, userId, [DocumentOperation.Create(ListenerKeyDocument.Id, key)])).ToList();
        var results = await documents.WriteManyAsync(batches, cancellationToken);
        var refused = new List<string>();
        for (var i = 0; i < results.Count; i++)
        {
            if (results[i].IsWritten)
                Take(userIds[i], made[i], identities);
            else
                refused.Add(userIds[i]);
        }

        return refused;
    }

    private void Take(string userId, ListenerKeyDocument document, Dictionary<string, ListenerIdentity> identities)
    {
        var identity = document is { Key: { } key, Since: { } since } ? new ListenerIdentity(userId, key, since) : null;
        Remember(userId, identity);
        if (identity is not null)
            identities[userId] = identity;
    }

    private byte[] NewKey()
    {
        var key = new byte[KeyBytes];
        random.GetBytes(key);
        return key;
    }

    private readonly record struct Entry(ListenerIdentity? Identity, long ReadAt);
}

/// <summary>A listener's key, or the mark that he was erased: container <c>users</c>, partition user.</summary>
internal sealed record ListenerKeyDocument
{
    public const string Id = "listener-key";

    public string Type { get; init; } = "listener_key";

    public int V { get; init; } = 1;

    /// <summary>32 random bytes; null on a tombstone.</summary>
    public byte[]? Key { get; init; }

    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? ErasedAt { get; init; }
}
