using System.Collections.Concurrent;
using Spotify.Core;
using Spotify.Functions.Catalog;

namespace Spotify.Functions.Tests.Catalog;

/// <summary>Remembers what is announced, and fails while a test says so.</summary>
internal sealed class RecordedChanges : ICatalogAnnouncer
{
    private readonly ConcurrentQueue<CatalogChange> _all = new();

    public bool Fails { get; set; }

    public IReadOnlyList<CatalogChange> All => [.. _all];

    public Task AnnounceAsync(IReadOnlyList<CatalogChange> changes, CancellationToken cancellationToken = default)
    {
        if (Fails)
            throw new TransientException("The test broke the hub");
        foreach (var change in changes)
            _all.Enqueue(change);
        return Task.CompletedTask;
    }
}
