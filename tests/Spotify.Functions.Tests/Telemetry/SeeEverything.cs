using System.Collections.Concurrent;
using Azure.Messaging.EventHubs;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Events;

namespace Spotify.Functions.Tests.Telemetry;

/// <summary>Reads all hubs, as the archive does.</summary>
public sealed class SeeEverything(SeenEvents seen)
{
    [Function("SeePlays")]
    public void Plays([EventHubTrigger(EventHubNames.Plays, ConsumerGroup = ConsumerGroups.Archive, Connection = EventHubNames.Connection)] EventData[] events) =>
        Add(EventHubNames.Plays, events, body => PlaybackReports.TryRead(body.Span)!.Listener.UserId);

    [Function("SeeActivity")]
    public void Activity([EventHubTrigger(EventHubNames.Activity, ConsumerGroup = ConsumerGroups.Archive, Connection = EventHubNames.Connection)] EventData[] events) =>
        Add(EventHubNames.Activity, events, body => ActivityBatch.TryRead(body.Span)!.User);

    [Function("SeeDiagnostics")]
    public void Diagnostics([EventHubTrigger(EventHubNames.Diagnostics, ConsumerGroup = ConsumerGroups.Archive, Connection = EventHubNames.Connection)] EventData[] events) =>
        Add(EventHubNames.Diagnostics, events, body => ActivityBatch.TryRead(body.Span)!.User);

    private void Add(string hub, EventData[] events, Func<ReadOnlyMemory<byte>, string> listener)
    {
        foreach (var one in events)
            seen.All.Enqueue(new SeenEvent(hub, listener(one.EventBody.ToMemory()), one));
    }
}

/// <summary>What the hubs hold.</summary>
public sealed class SeenEvents
{
    public ConcurrentQueue<SeenEvent> All { get; } = [];
}

/// <summary>An event of a hub.</summary>
public sealed record SeenEvent(string Hub, string Listener, EventData Data)
{
    public ReadOnlySpan<byte> Body => Data.EventBody.ToMemory().Span;
}
