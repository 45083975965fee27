using Azure.Identity;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using Microsoft.Extensions.Options;
using Spotify.Core;
using Spotify.Functions.Platform.Resilience;

namespace Spotify.Functions.Platform.Events;

/// <summary>Sends events one by one to a hub of this deployment's own namespace, through the pipeline of events; opens it with the first one.</summary>
internal sealed class HubSender(string hub, IOptions<EventHubOptions> options, Pipelines pipelines, TimeProvider time) : IAsyncDisposable
{
    private readonly Lazy<EventHubProducerClient> _producer = new(() => Open(hub, options.Value));

    /// <summary>Sends an event. When it returns, the hub holds it.</summary>
    /// <param name="body">The body.</param>
    /// <param name="partitionKey">What keeps events in order.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="TransientException">The hub has not taken it.</exception>
    public async Task SendAsync(byte[] body, string partitionKey, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Value.SendTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var data = new EventData(new BinaryData(body));
            await pipelines.Events.ExecuteAsync(
                async token => await _producer.Value.SendAsync([data], new SendEventOptions { PartitionKey = partitionKey }, token).WaitAsync(token), either.Token);
        }
#pragma warning disable CA1031 // Whatever keeps the hub from taking it, whoever sends decides what becomes of it.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            throw new TransientException($"Hub {hub} took no event", exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_producer.IsValueCreated)
            await _producer.Value.DisposeAsync();
    }

    private static EventHubProducerClient Open(string hub, EventHubOptions options) => string.IsNullOrWhiteSpace(options.ConnectionString)
        ? new(options.FullyQualifiedNamespace!, hub, new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = options.ClientId }))
        : new(options.ConnectionString, hub);
}
