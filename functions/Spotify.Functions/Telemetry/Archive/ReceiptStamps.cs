using Azure.Messaging.EventHubs;
using Spotify.Core.Telemetry.Archive;
using Spotify.Functions.Platform.Events;

namespace Spotify.Functions.Telemetry.Archive;

/// <summary>What the sender put beside a body: which it is, when it was received, how many events it holds.</summary>
/// <param name="Key">Its number.</param>
/// <param name="Hour">The hour of receipt.</param>
/// <param name="Events">How many events, as the sender says.</param>
internal readonly record struct ReceiptStamps(ReceiptKey Key, ArchiveHour Hour, int Events)
{
    /// <summary>Reads them. A body without them, or with others, is known by its bytes and belongs to the hour in which the hub took it.</summary>
    /// <param name="data">The event of the hub.</param>
    /// <param name="now">Stands for the time of an event that no hub took.</param>
    public static ReceiptStamps Of(EventData data, DateTimeOffset now)
    {
        var events = (int)Math.Clamp(NumberOf(data, EventProperties.Events), 0, int.MaxValue);
        if (ReceiptKey.TryParse(ValueOf(data, EventProperties.Writer) as string, NumberOf(data, EventProperties.Sequence), out var key)
            && ArchiveHour.TryParse(ValueOf(data, EventProperties.Hour) as string, out var hour))
            return new ReceiptStamps(key, hour, events);
        var taken = data.EnqueuedTime == default ? now : data.EnqueuedTime;
        return new ReceiptStamps(ReceiptKey.Unnumbered(data.EventBody.ToMemory().Span), ArchiveHour.Of(taken), events);
    }

    private static long NumberOf(EventData data, string name) => ValueOf(data, name) switch
    {
        long number => number,
        int number => number,
        _ => 0,
    };

    private static object? ValueOf(EventData data, string name) => data.Properties.TryGetValue(name, out var value) ? value : null;
}
