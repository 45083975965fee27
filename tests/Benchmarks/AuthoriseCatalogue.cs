using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Spotify.Cli.Local;
using Spotify.Core.Catalog;
using Spotify.Core.Playback;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Telemetry;

namespace Benchmarks;

/// <summary>A catalogue to play from, published through the catalogue's own service before the application starts.</summary>
internal static class AuthoriseCatalogue
{
    private const int TracksAnAlbum = 10;

    private static readonly RightsGrant World = new()
    {
        Markets = ["*"],
        Except = ["XX"],
        Tiers = ["free", "premium"],
        Uses = ["stream", "download"],
        From = DateTimeOffset.UnixEpoch,
    };

    /// <summary>Publishes albums of ten tracks with the whole ladder.</summary>
    public static async Task<IReadOnlyList<Track>> PublishAsync(string dataDirectory, int albums, CancellationToken cancellationToken)
    {
        using var metrics = new SpotifyMetrics(new MeterFactory());
        await using var store = new SqliteDocumentStore(
            Path.Combine(dataDirectory, "documents.db"), TimeProvider.System, NullLogger<SqliteDocumentStore>.Instance);
        var catalog = new CatalogService(store, new Unheard(), Options.Create(new CatalogOptions()), metrics, TimeProvider.System, NullLoggerFactory.Instance);
        var published = await Task.WhenAll(Enumerable.Range(1, albums).Select(number => Task.Run(
            async () =>
            {
                var (album, tracks) = Release(number);
                var outcome = await catalog.PublishAsync(album, tracks, cancellationToken);
                return outcome == PublishOutcome.Published ? tracks : throw new InvalidOperationException($"Album {number} was not published: {outcome}.");
            },
            cancellationToken)));
        return [.. published.SelectMany(tracks => tracks)];
    }

    /// <summary>One request a track, each by the next of many listeners, playing the album in its order.</summary>
    public static IReadOnlyList<byte[]> Requests(string dataDirectory, Uri server, IReadOnlyList<Track> tracks, int listeners)
    {
        var tokens = Enumerable.Range(0, listeners)
            .Select(number => LocalTokens.Issue(dataDirectory, $"listener-{number}", number % 3 == 0 ? "free" : "premium", scopes: []))
            .ToList();
        var requests = tracks.Select((track, index) => Encoding.ASCII.GetBytes(
            $"GET /v1/tracks/{track.Id}/stream?network=wifi&context=spotify:album:{track.AlbumId}&offset={track.Number - 1} HTTP/1.1\r\n" +
            $"Host: {server.Authority}\r\nAuthorization: Bearer {tokens[index * 7 % listeners]}\r\nAccept: application/json\r\n\r\n")).ToArray();
        new Random(20261120).Shuffle(requests);
        return requests;
    }

    private static (Album Album, IReadOnlyList<Track> Tracks) Release(int number)
    {
        var upc = $"{number:0000000000000}";
        var albumId = SpotifyId.Derive("album", upc);
        var artist = new ArtistRef(SpotifyId.Derive("artist", "bench", $"Artist {number}"), $"Artist {number}");
        var tracks = Enumerable.Range(1, TracksAnAlbum).Select(place => TrackOf(albumId, upc, number, place, artist)).ToList();
        var album = new Album
        {
            Id = albumId,
            ReleaseVersion = "v1",
            LabelId = "bench",
            Upc = upc,
            Title = $"Album {number}",
            Type = "album",
            Artists = [artist],
            ReleaseDate = new DateOnly(2026, 1, 1),
            IntegratedLufs = -10.9,
            TruePeakDbtp = -0.9,
            Tracks = [.. tracks.Select(track => new AlbumTrack(track.Id, track.Disc, track.Number))],
            PublishedAt = DateTimeOffset.UnixEpoch,
        };
        return (album, tracks);
    }

    private static Track TrackOf(string albumId, string upc, int number, int place, ArtistRef artist)
    {
        var isrc = $"SEBEN{number % 100:00}{((number / 100) * TracksAnAlbum) + place - 1:00000}";
        var id = SpotifyId.Derive("track", upc, isrc);
        return new Track
        {
            Id = id,
            AlbumId = albumId,
            ReleaseVersion = "v1",
            LabelId = "bench",
            Isrc = isrc,
            Title = $"Track {place}",
            Artists = [artist],
            Disc = 1,
            Number = place,
            Rights = [World],
            Audio = new TrackAudio
            {
                SourceSha256 = new string('0', 64),
                DurationMs = 200_000,
                IntegratedLufs = -10.5,
                TruePeakDbtp = -1.0,
                Renditions =
                [
                    Rung(id, Quality.Preview, AudioFormat.Mp3, 96), Rung(id, Quality.Low, AudioFormat.Aac, 24), Rung(id, Quality.Normal, AudioFormat.Ogg, 96),
                    Rung(id, Quality.Normal, AudioFormat.Aac, 96), Rung(id, Quality.High, AudioFormat.Ogg, 160), Rung(id, Quality.High, AudioFormat.Aac, 160),
                    Rung(id, Quality.High, AudioFormat.Mp3, 160), Rung(id, Quality.VeryHigh, AudioFormat.Ogg, 320),
                    Rung(id, Quality.VeryHigh, AudioFormat.Aac, 256), Rung(id, Quality.Lossless, AudioFormat.Flac, 900),
                ],
            },
        };
    }

    private static Rendition Rung(string id, Quality quality, AudioFormat format, int bitrate) => new()
    {
        Quality = quality,
        Format = format,
        BitrateKbps = bitrate,
        Blob = $"{id}/{quality}-{format}-{bitrate}",
        Bytes = 1,
        SampleRate = 44_100,
        DurationMs = 200_000,
        EncoderDelay = 0,
        Padding = 0,
    };

    // Nobody listens yet: the application starts after this.
    private sealed class Unheard : ICatalogAnnouncer
    {
        public Task AnnounceAsync(IReadOnlyList<CatalogChange> changes, CancellationToken cancellationToken = default) => Task.CompletedTask;
    }

    private sealed class MeterFactory : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
