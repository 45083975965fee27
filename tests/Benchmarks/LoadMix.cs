using System.Globalization;
using System.Text;
using System.Text.Json;
using Spotify.Cli.Local;
using Spotify.Core.Catalog;

namespace Benchmarks;

/// <summary>A kind of requests in a mix.</summary>
/// <param name="Name">What it is called in the report.</param>
/// <param name="Share">Its share of all.</param>
/// <param name="Requests">Whole requests, ready to be sent.</param>
internal sealed record LoadKind(string Name, double Share, IReadOnlyList<byte[]> Requests);

/// <summary>What listeners ask for in the evening: play, events, search, home, reads of the catalogue.</summary>
internal static class LoadMix
{
    private const int Listeners = 500;
    private const int Bodies = 4_000;

    public static IReadOnlyList<LoadKind> Create(string data, Uri server, IReadOnlyList<Track> tracks, string home)
    {
        var tokens = Enumerable.Range(0, Listeners).Select(number => LocalTokens.Issue(data, $"listener-{number}", number % 3 == 0 ? "free" : "premium", scopes: [])).ToList();
        var random = new Random(20261120);
        // A few tracks have most plays, as in life.
        Track Any() => tracks[(int)(tracks.Count * Math.Pow(random.NextDouble(), 3))];
        byte[] Get(string path) => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {server.Authority}\r\nAuthorization: Bearer {tokens[random.Next(Listeners)]}\r\nAccept: application/json\r\n\r\n");
        List<byte[]> Many(int count, Func<byte[]> one) => [.. Enumerable.Range(0, count).Select(_ => one())];
        return
        [
            new("play", .30, Many(Bodies, () =>
            {
                var track = Any();
                return Get($"/v1/tracks/{track.Id}/stream?network=wifi&context=spotify:album:{track.AlbumId}&offset={track.Number - 1}");
            })),
            new("events", .25, [.. Enumerable.Range(0, Bodies).Select(number => Events(server, tokens[number % Listeners], Any(), number))]),
            new("search", .10, Many(Bodies, () => Get($"/v1/search?q=album%20{random.Next(1, 400)}&type=track,album&limit=10"))),
            new("home", .10, Many(Bodies / 4, () => Get(home))),
            new("catalogue", .25, Many(Bodies, () => random.Next(2) == 0 ? Get($"/v1/tracks/{Any().Id}") : Get($"/v1/albums/{Any().AlbumId}"))),
        ];
    }

    // A start and a report, as a player sends them every half minute.
    private static byte[] Events(Uri server, string token, Track track, int number)
    {
        var at = DateTimeOffset.UtcNow.AddMinutes(-5);
        object One(string type, int position, int index) => new
        {
            id = $"{number:x8}-0000-4000-8000-{index:x12}",
            type,
            session = $"load-{number}",
            track = track.Id,
            position_ms = position,
            at = at.AddMilliseconds(position).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
        };
        var body = JsonSerializer.SerializeToUtf8Bytes(new { device = new { id = "load", type = "phone" }, events = new[] { One("start", 0, 0), One("progress", 30_000, 1) } });
        return [.. Encoding.ASCII.GetBytes(
            $"POST /v1/events HTTP/1.1\r\nHost: {server.Authority}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];
    }
}
