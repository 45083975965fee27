using Microsoft.Extensions.Options;
using Spotify.Functions.Platform.Events;
using Spotify.Functions.Platform.Resilience;

namespace Spotify.Functions.Catalog;

/// <summary>Sends changes to the hub <see cref="CatalogChanges.Hub"/>.</summary>
internal sealed class HubAnnouncer(IOptions<EventHubOptions> options, Pipelines pipelines, TimeProvider time) : ICatalogAnnouncer, IAsyncDisposable
{
    private readonly HubSender _hub = new(CatalogChanges.Hub, options, pipelines, time);

    public async Task AnnounceAsync(IReadOnlyList<CatalogChange> changes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        foreach (var some in changes.Chunk(CatalogChanges.MaxInEvent))
            await _hub.SendAsync(CatalogChanges.Write(some), some[0].Id, cancellationToken);
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();
}
