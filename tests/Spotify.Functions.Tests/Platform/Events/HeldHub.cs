using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;

namespace Spotify.Functions.Tests.Platform.Events;

/// <summary>A hub whose sends wait until the test lets them end.</summary>
internal sealed class HeldHub(string name) : EventHubProducerClient("Endpoint=sb://nowhere/", name)
{
    private readonly List<HeldSend> _sends = [];

    public IReadOnlyList<HeldSend> Sends
    {
        get
        {
            lock (_sends)
                return [.. _sends];
        }
    }

    /// <summary>The n-th send, once it has begun.</summary>
    public async Task<HeldSend> SendAsync(int number)
    {
        await Spotify.TestSupport.Eventually.HoldsAsync($"send {number} begins", TimeSpan.FromSeconds(30), () => Sends.Count > number);
        return Sends[number];
    }

    public override Task SendAsync(IEnumerable<EventData> eventBatch, SendEventOptions options, CancellationToken cancellationToken = default)
    {
        var send = new HeldSend([.. eventBatch], options);
        lock (_sends)
            _sends.Add(send);
        return send.End.Task;
    }
}

internal sealed record HeldSend(IReadOnlyList<EventData> Events, SendEventOptions Options)
{
    public TaskCompletionSource End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<string> Texts => [.. Events.Select(one => one.EventBody.ToString())];
}
