using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Events;
using Spotify.TestSupport;

namespace Spotify.Functions.Tests.Platform.Events;

/// <summary>A publisher over hubs that wait for the test, on a clock that stands.</summary>
internal sealed class PublisherHarness : IAsyncDisposable
{
    public PublisherHarness(Action<EventHubOptions>? configure = null)
    {
        var options = new EventHubOptions { ConnectionString = "Endpoint=sb://usual/;SharedAccessKeyName=a;SharedAccessKey=b", Partitions = 1 };
        configure?.Invoke(options);
        Counts = new SentCounts(Time);
        Publisher = new EventHubPublisher(
            Options.Create(options), Counts, Time, NullLogger<EventHubPublisher>.Instance, (space, hub) => Hubs.GetOrAdd((space.Name, hub), _ => new HeldHub(hub)));
    }

    public FakeTimeProvider Time { get; } = new("2026-11-20T10:20:00Z");

    public SentCounts Counts { get; }

    public EventHubPublisher Publisher { get; }

    public ConcurrentDictionary<(string Namespace, string Hub), HeldHub> Hubs { get; } = new();

    /// <summary>The hub that the usual namespace has, once somebody sends to it.</summary>
    public async Task<HeldHub> HubAsync(string hub = EventHubNames.Plays)
    {
        await Eventually.HoldsAsync("somebody sends", TimeSpan.FromSeconds(30), () => Hubs.ContainsKey(("usual", hub)));
        return Hubs[("usual", hub)];
    }

    public Task<PublishResult> SendAsync(string user, params string[] texts) => SendAsync(user, CancellationToken.None, texts);

    public Task<PublishResult> SendAsync(string user, CancellationToken cancellationToken, params string[] texts) =>
        Publisher.PublishAsync(EventHubNames.Plays, user, [.. texts.Select(text => new EventBody(Encoding.UTF8.GetBytes(text), 2))], cancellationToken);

    public ValueTask DisposeAsync() => Publisher.DisposeAsync();
}
