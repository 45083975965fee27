using Azure.Messaging.EventHubs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Telemetry;
using Spotify.Functions.Telemetry;
using Spotify.Functions.Telemetry.Live;
using Spotify.Functions.Telemetry.Taste;
using Spotify.Functions.Tests.Telemetry;

namespace Spotify.Functions.Tests.EndToEnd;

/// <summary>
/// The consumers of one process, composed by the application's own services, over a store that others use too. What it remembers goes with it when it is killed.
/// </summary>
internal sealed class TelemetryHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly IReadOnlyList<Func<EventData[], CancellationToken, Task>> _consumers;

    public TelemetryHost(IDocumentStore documents, TimeProvider time)
    {
        Store = new CrashingStore(documents);
        var configuration = new ConfigurationBuilder().Build();
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(time)
            .AddSingleton<IDocumentStore>(Store)
            .AddSingleton<SpotifyMetrics>()
            .AddCatalog(configuration)
            .AddTelemetry(configuration)
            .BuildServiceProvider();
        _consumers =
        [
            Consumer<CountPlays>((consumer, events, cancellation) => consumer.Run(events, cancellation)),
            Consumer<LearnTaste>((consumer, events, cancellation) => consumer.Run(events, cancellation)),
            Consumer<FollowPlays>((consumer, events, cancellation) => consumer.Run(events, cancellation)),
        ];
    }

    public CrashingStore Store { get; }

    /// <summary>Gives a batch to one consumer group after the other.</summary>
    public async Task ConsumeAsync(IEnumerable<byte[]> bodies)
    {
        var events = bodies.Select(body => new EventData(new BinaryData(body))).ToArray();
        foreach (var consume in _consumers)
            await consume(events, CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private Func<EventData[], CancellationToken, Task> Consumer<T>(Func<T, EventData[], CancellationToken, Task> run)
    {
        var consumer = ActivatorUtilities.CreateInstance<T>(_services);
        return (events, cancellation) => run(consumer, events, cancellation);
    }
}
