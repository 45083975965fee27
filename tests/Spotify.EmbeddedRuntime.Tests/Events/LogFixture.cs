using System.Globalization;
using Azure.Messaging.EventHubs;
using Microsoft.Extensions.Logging.Abstractions;
using Spotify.EmbeddedRuntime.Events;
using Spotify.TestSupport;

namespace Spotify.EmbeddedRuntime.Tests.Events;

/// <summary>An event log in a temporary folder that can be closed, damaged and opened again.</summary>
internal sealed class LogFixture : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly EventLogOptions _options;
    private readonly TimeProvider _time;

    public LogFixture(Func<EventLogOptions, EventLogOptions>? change = null, TimeProvider? time = null)
    {
        var options = new EventLogOptions { Directory = _folder.Path };
        _options = change?.Invoke(options) ?? options;
        _time = time ?? TimeProvider.System;
        Log = Open();
    }

    public EventLog Log { get; private set; }

    public PartitionLog Partition(string hub = "hub", int index = 0) => Log.Hub(hub).Partitions[index];

    public EventLog Open(Func<EventLogOptions, EventLogOptions>? change = null) =>
        new("ns", change?.Invoke(_options) ?? _options, _time, NullLogger<EventLog>.Instance);

    public async Task CloseAsync() => await Log.DisposeAsync();

    public async Task ReopenAsync(Func<EventLogOptions, EventLogOptions>? change = null)
    {
        await Log.DisposeAsync();
        Log = Open(change);
    }

    public IReadOnlyList<string> Segments(string hub = "hub", int index = 0) =>
        [.. Directory.EnumerateFiles(Path.Combine(_folder.Path, "ns", hub, index.ToString(CultureInfo.InvariantCulture)), "*.log").Order(StringComparer.Ordinal)];

    public static async Task AppendAsync(PartitionLog partition, params IEnumerable<string> bodies)
    {
        using var events = new EncodedEvents(EventLogOptions.MaxBatchBytes);
        foreach (var body in bodies)
            events.TryAdd(new EventData(body), null);
        await partition.AppendAsync(events, CancellationToken.None);
    }

    public static List<EventData> ReadAll(PartitionLog partition, long from = 0)
    {
        using var reader = new PartitionReader(partition, from);
        var events = new List<EventData>();
        while (reader.Read(events, 7, 4096) > 0)
        {
            // Small reads, so that the edges between them are tested too.
        }

        return events;
    }

    public static List<string> Bodies(PartitionLog partition) => [.. ReadAll(partition).Select(data => data.EventBody.ToString())];

    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        _folder.Dispose();
    }
}
