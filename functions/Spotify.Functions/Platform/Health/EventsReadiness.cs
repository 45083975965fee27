using Azure.Identity;
using Azure.Messaging.EventHubs.Producer;
using Microsoft.Extensions.Options;
using Spotify.Functions.Platform.Events;

namespace Spotify.Functions.Platform.Health;

/// <summary>Opens a link to the hub of plays: a new batch asks the hub for its size limit, and sends nothing.</summary>
internal sealed class EventsReadiness(IOptions<EventHubOptions> options) : IReadinessCheck, IAsyncDisposable
{
    private readonly Lazy<EventHubProducerClient> _producer = new(() => Open(options.Value));

    public string Name => "events";

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        using var batch = await _producer.Value.CreateBatchAsync(new CreateBatchOptions(), cancellationToken);
    }

    public ValueTask DisposeAsync() => _producer.IsValueCreated ? _producer.Value.DisposeAsync() : ValueTask.CompletedTask;

    private static EventHubProducerClient Open(EventHubOptions options) => string.IsNullOrWhiteSpace(options.ConnectionString)
        ? new(options.FullyQualifiedNamespace!, EventHubNames.Plays, new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = options.ClientId }))
        : new(options.ConnectionString, EventHubNames.Plays);
}
