using System.Globalization;
using System.Text.Json;
using Spotify.Core.Catalog;

namespace Benchmarks;

/// <summary>A request as an offline client sends it: a session of whole plays, each a start, a report every 30 s and a completion.</summary>
/// <param name="Json">The body.</param>
/// <param name="Events">How many events it has.</param>
/// <param name="Plays">How many plays of each track must be counted.</param>
internal sealed record TelemetryBody(byte[] Json, int Events, IReadOnlyDictionary<string, int> Plays)
{
    private const int DurationMs = 200_000;

    public static TelemetryBody Create(IReadOnlyList<Track> tracks, int number, int plays)
    {
        var random = new Random(number);
        var at = DateTimeOffset.UtcNow.AddDays(-1);
        var events = new List<object>();
        var counted = new Dictionary<string, int>();
        for (var play = 0; play < plays; play++)
        {
            // A few tracks have most plays, as in life.
            var track = tracks[(int)(tracks.Count * Math.Pow(random.NextDouble(), 3))].Id;
            counted[track] = counted.GetValueOrDefault(track) + 1;
            for (var position = 0; position < DurationMs; position += 30_000)
                events.Add(Event(number, events.Count, position == 0 ? "start" : "progress", track, position, at.AddMilliseconds(position)));
            events.Add(Event(number, events.Count, "complete", track, DurationMs, at.AddMilliseconds(DurationMs)));
            at = at.AddMilliseconds(DurationMs + 1);
        }

        var body = new { device = new { id = "bench", type = "phone" }, events };
        return new TelemetryBody(JsonSerializer.SerializeToUtf8Bytes(body), events.Count, counted);
    }

    private static object Event(int number, int index, string type, string track, int position, DateTimeOffset at) => new
    {
        id = $"{number:x8}-0000-4000-8000-{index:x12}",
        type,
        session = $"session-{number}",
        track,
        position_ms = position,
        at = at.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
        context = new { type = "playlist", id = "37i9dQZF1DXcBWIGoYBM5M" },
        offline = true,
    };
}
