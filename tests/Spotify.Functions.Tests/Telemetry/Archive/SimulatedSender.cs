using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Messaging.EventHubs;
using Spotify.Core.Playback;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Archive;
using Spotify.Functions.Platform.Events;

namespace Spotify.Functions.Tests.Telemetry.Archive;

/// <summary>A process that sends to the hubs as the application does, and knows what must be archived.</summary>
internal sealed class SimulatedSender(string writer)
{
    private readonly Dictionary<string, long> _last = [];

    public string Writer { get; } = writer;

    public List<SentBatch> Sent { get; } = [];

    /// <summary>Sends some playback events of a user.</summary>
    /// <param name="user">The user.</param>
    /// <param name="events">How many.</param>
    /// <param name="hour">The hour of receipt.</param>
    /// <param name="isConfirmed">Whether the hub says that it holds them.</param>
    public SentBatch Play(string user, int events = 3, ArchiveHour? hour = null, bool isConfirmed = true)
    {
        var received = (hour ?? ArchiveHarness.Hour).Start.AddMinutes(7);
        var number = Next(EventHubNames.Plays);
        var ids = Enumerable.Range(0, events).Select(i => IdOf(number, i)).ToList();
        // A name that no store can hold stands in the token alone.
        var name = string.Concat(user.Where(character => !char.IsControl(character)));
        var body = Encoding.UTF8.GetBytes($$"""{"device":{"id":"device-of-{{name}}","type":"phone"},"events":[{{string.Join(',', ids.Select((id, i) =>
            $$$"""{"id":"{{{id}}}","type":"progress","session":"session-of-{{{name}}}","track":"{{{TrackOf(number)}}}","position_ms":{{{i * 1000}}},"at":"{{{Time(received.AddSeconds(-i))}}}"}"""))}}]}""");
        return Send(EventHubNames.Plays, hour ?? ArchiveHarness.Hour, number, Pack(user, body, received), ids, isConfirmed);
    }

    /// <summary>Sends a body as it is.</summary>
    public SentBatch Send(string hub, ArchiveHour hour, byte[] body, params IReadOnlyList<string> ids) => Send(hub, hour, Next(hub), body, ids, true);

    /// <summary>What it writes down of what it sent.</summary>
    public IEnumerable<(string Hub, string Hour, object Document)> Documents(bool isFinal) =>
        from one in Sent
        group one by (one.Hub, one.Hour) into hour
        select (hour.Key.Hub, hour.Key.Hour, (object)new
        {
            Type = "sent",
            V = 1,
            First = hour.Min(one => one.Sequence),
            Last = hour.Max(one => one.Sequence),
            Batches = hour.Count(one => one.IsConfirmed),
            Events = hour.Where(one => one.IsConfirmed).Sum(one => one.Ids.Count),
            Void = hour.Where(one => !one.IsConfirmed).Select(one => new { From = one.Sequence, To = one.Sequence }).ToList(),
            Final = isFinal,
            UpdatedAt = ArchiveHarness.Hour.End,
        });

    private SentBatch Send(string hub, ArchiveHour hour, long number, byte[] body, IReadOnlyList<string> ids, bool isConfirmed)
    {
        var batch = new SentBatch(hub, hour.ToString(), Writer, number, ids, body, isConfirmed);
        Sent.Add(batch);
        return batch;
    }

    // As little compressible as clients' own ids are.
    private string IdOf(long number, int index) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Writer} {number} {index}"))).AsSpan(0, 16));

    private long Next(string hub) => _last[hub] = _last.GetValueOrDefault(hub) + 1;

    /// <summary>A body of the hub <c>plays</c>.</summary>
    public static byte[] Pack(string user, byte[] body, DateTimeOffset received, string market = "SE")
    {
        var request = new EventRequest();
        if (EventRequestReader.Read(body, body.Length, request) != EventRequestOutcome.Read)
            throw new InvalidOperationException(Encoding.UTF8.GetString(body));
        request.Validate(received.ToUnixTimeMilliseconds());
        return new EventBatchWriter().Write(request, new ListenerStamp(user, Tier.Premium, market), 256 * 1024)[0].ToArray();
    }

    private static string TrackOf(long number) => (number % 10_000).ToString("D22", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}

/// <summary>One body that was sent.</summary>
internal sealed record SentBatch(string Hub, string Hour, string Writer, long Sequence, IReadOnlyList<string> Ids, byte[] Body, bool IsConfirmed)
{
    /// <summary>The rows that the archive must hold of it.</summary>
    public IEnumerable<string> Rows => Ids.Select((id, i) => $"{Writer} {Sequence} {i} {id}");

    /// <summary>As the hub delivers it; anew each time.</summary>
    public EventData ToEvent()
    {
        var data = new EventData(new BinaryData(Body));
        data.Properties["writer"] = Writer;
        data.Properties["sequence"] = Sequence;
        data.Properties["hour"] = Hour;
        data.Properties["events"] = Ids.Count;
        return data;
    }
}
