using Azure.Identity;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using Microsoft.Extensions.Options;
using Spotify.Core;
using Spotify.Functions.Platform.Events;
using Spotify.Functions.Platform.Resilience;

namespace Spotify.Functions.Catalog;

/// <summary>Sends changes to the hub <see cref="CatalogChanges.Hub"/> of this deployment's own namespace; opens it with the first one.</summary>
internal sealed class HubAnnouncer(IOptions<EventHubOptions> options, Pipelines pipelines, TimeProvider time) : ICatalogAnnouncer, IAsyncDisposable
{
    private readonly Lazy<EventHubProducerClient> _producer = new(() => Open(options.Value));

    public async Task AnnounceAsync(IReadOnlyList<CatalogChange> changes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        foreach (var some in changes.Chunk(CatalogChanges.MaxInEvent))
            await SendAsync(some, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_producer.IsValueCreated)
            await _producer.Value.DisposeAsync();
    }

    private async Task SendAsync(CatalogChange[] changes, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Value.SendTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var data = new EventData(new BinaryData(CatalogChanges.Write(changes)));
            await pipelines.Events.ExecuteAsync(
                async token => await _producer.Value.SendAsync([data], new SendEventOptions { PartitionKey = changes[0].Id }, token).WaitAsync(token), either.Token);
        }
#pragma warning disable CA1031 // Whatever keeps the hub from taking them, they are announced again.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            throw new TransientException($"Hub {CatalogChanges.Hub} took no changes of the catalogue", exception);
        }
    }

    private static EventHubProducerClient Open(EventHubOptions options) => string.IsNullOrWhiteSpace(options.ConnectionString)
        ? new(options.FullyQualifiedNamespace!, CatalogChanges.Hub, new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = options.ClientId }))
        : new(options.ConnectionString, CatalogChanges.Hub);
}
