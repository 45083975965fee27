using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Spotify.Core.Catalog;
using Spotify.Core.Playback;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Telemetry;
using Spotify.TestSupport.Simulation;

namespace Spotify.Functions.Tests.EndToEnd;

/// <summary>The tracks of a simulation, published through the catalogue's own service as a delivery would be, without audio.</summary>
internal static class SimulatedReleases
{
    private static readonly RightsGrant World = new()
    {
        Markets = ["*"],
        Except = [],
        Tiers = ["free", "premium"],
        Uses = ["stream", "download"],
        From = DateTimeOffset.UnixEpoch,
    };

    /// <summary>Publishes albums of ten tracks.</summary>
    public static async Task PublishAsync(IDocumentStore documents, IEnumerable<SimulatedTrack> tracks)
    {
        using var meters = new MeterFactory();
        using var metrics = new SpotifyMetrics(meters);
        var catalog = new CatalogService(documents, new Unheard(), Options.Create(new CatalogOptions()), metrics, TimeProvider.System, NullLoggerFactory.Instance);
        foreach (var release in tracks.GroupBy(track => track.Album))
        {
            var published = release.Select((track, index) => TrackOf(track, index + 1)).ToList();
            var outcome = await catalog.PublishAsync(AlbumOf(release.Key, published), published);
            if (outcome != PublishOutcome.Published)
                throw new InvalidOperationException($"Album {release.Key} was not published: {outcome}.");
        }
    }

    private static string AlbumId(int album) => SpotifyId.Derive("album", Upc(album));

    private static string Upc(int album) => $"{album:0000000000000}";

    private static ArtistRef ArtistOf(int album) => new(SpotifyId.Derive("artist", "simulation", $"Artist {album / 3}"), $"Artist {album / 3}");

    private static Album AlbumOf(int album, IReadOnlyList<Track> tracks) => new()
    {
        Id = AlbumId(album),
        ReleaseVersion = "v1",
        LabelId = $"label-{album % 4}",
        Upc = Upc(album),
        Title = $"Album {album}",
        Type = "album",
        Artists = [ArtistOf(album)],
        ReleaseDate = new DateOnly(2026, 1, 1),
        IntegratedLufs = -10.9,
        TruePeakDbtp = -0.9,
        Tracks = [.. tracks.Select(track => new AlbumTrack(track.Id, track.Disc, track.Number))],
        PublishedAt = DateTimeOffset.UnixEpoch,
    };

    private static Track TrackOf(SimulatedTrack track, int place) => new()
    {
        Id = track.Id,
        AlbumId = AlbumId(track.Album),
        ReleaseVersion = "v1",
        LabelId = $"label-{track.Album % 4}",
        Isrc = $"SESIM26{track.Number:00000}",
        Title = $"Track {track.Number}",
        Artists = [ArtistOf(track.Album)],
        Disc = 1,
        Number = place,
        Rights = [World],
        Audio = new TrackAudio
        {
            SourceSha256 = new string('0', 64),
            DurationMs = track.DurationMs,
            IntegratedLufs = -10.5,
            TruePeakDbtp = -1.0,
            Renditions =
            [
                new Rendition
                {
                    Quality = Quality.High,
                    Format = AudioFormat.Ogg,
                    BitrateKbps = 160,
                    Blob = $"{track.Id}/high.ogg",
                    Bytes = 1,
                    SampleRate = 44_100,
                    DurationMs = track.DurationMs,
                    EncoderDelay = 0,
                    Padding = 0,
                },
            ],
        },
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
