using System.Text.Json;
using Microsoft.Extensions.Options;
using Spotify.Core;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Events;
using Spotify.Functions.Platform.Resilience;

namespace Spotify.Functions.Recommendations.Weekly;

/// <summary>
/// That lists of some listeners are written: hub <see cref="EventHubNames.Recommendations"/>, partition key the first listener, body <c>{"v":1,"list":"discover_weekly","week","listeners":[]}</c>. At
/// least once: whoever pushes it to devices does so on Monday, 05:00 in the listener's country (<see cref="WeekCalendar"/>), and once.
/// </summary>
/// <param name="V">Version of the form.</param>
/// <param name="List">Which product: <c>discover_weekly</c>.</param>
/// <param name="Week">The week that the lists are for.</param>
/// <param name="Listeners">User ids.</param>
public sealed record ListAnnouncement(int V, string List, string Week, IReadOnlyList<string> Listeners)
{
    internal const int Version = 1;

    /// <summary>Reads an event's body.</summary>
    /// <param name="body">The body.</param>
    /// <returns>Null where it is of no form that is known.</returns>
    public static ListAnnouncement? TryRead(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize<ListAnnouncement>(body, DocumentJson.Options) is { V: Version, List: not null, Week: not null, Listeners: not null } read ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, DocumentJson.Options);
}

/// <summary>Tells whoever reaches listeners that their lists are there.</summary>
internal interface IListAnnouncer
{
    /// <summary>Announces. When it returns, the hub holds it.</summary>
    /// <exception cref="TransientException">The hub has not taken it.</exception>
    Task AnnounceAsync(ListAnnouncement announcement, CancellationToken cancellationToken);
}

/// <summary>Sends to the hub.</summary>
internal sealed class HubListAnnouncer(IOptions<EventHubOptions> options, Pipelines pipelines, TimeProvider time) : IListAnnouncer, IAsyncDisposable
{
    private readonly HubSender _hub = new(EventHubNames.Recommendations, options, pipelines, time);

    public Task AnnounceAsync(ListAnnouncement announcement, CancellationToken cancellationToken) => _hub.SendAsync(announcement.ToBytes(), announcement.Listeners[0], cancellationToken);

    public ValueTask DisposeAsync() => _hub.DisposeAsync();
}
