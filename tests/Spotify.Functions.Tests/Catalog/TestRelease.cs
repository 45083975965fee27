using Spotify.Core.Catalog;
using Spotify.Core.Playback;

namespace Spotify.Functions.Tests.Catalog;

/// <summary>A release to publish, small but complete.</summary>
internal sealed record TestRelease(Album Album, IReadOnlyList<Track> Tracks)
{
    public static readonly RightsGrant World = new()
    {
        Markets = ["*"],
        Tiers = ["free", "premium"],
        Uses = ["stream", "download"],
        From = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
    };

    public static TestRelease Create(
        string version = "v1", int tracks = 3, string label = "label-a", string upc = "0123456789012", string isrcPrefix = "SEABC26", int firstTrack = 1)
    {
        var albumId = SpotifyId.Derive("album", upc);
        var artist = new ArtistRef(SpotifyId.Derive("artist", label, "The Testers"), "The Testers");
        var list = Enumerable.Range(firstTrack, tracks)
            .Select(number => CreateTrack(version, label, upc, $"{isrcPrefix}{number:00000}", number, artist)).ToList();
        var album = new Album
        {
            Id = albumId,
            ReleaseVersion = version,
            LabelId = label,
            Upc = upc,
            Title = $"Album {version}",
            Type = "album",
            Artists = [artist],
            ReleaseDate = new DateOnly(2026, 11, 20),
            Genres = ["test"],
            PLine = "2026 Test Records",
            IntegratedLufs = -10.9,
            TruePeakDbtp = -1.1,
            CoverBlob = "covers/1.jpg",
            Tracks = [.. list.Select(track => new AlbumTrack(track.Id, track.Disc, track.Number))],
            PublishedAt = new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero),
        };
        return new TestRelease(album, list);
    }

    /// <summary>The same release with one of its tracks changed.</summary>
    public TestRelease With(int index, Func<Track, Track> change) =>
        this with { Tracks = [.. Tracks.Select((track, place) => place == index ? change(track) : track)] };

    private static Track CreateTrack(string version, string label, string upc, string isrc, int number, ArtistRef artist)
    {
        var id = SpotifyId.Derive("track", upc, isrc);
        return new Track
        {
            Id = id,
            AlbumId = SpotifyId.Derive("album", upc),
            ReleaseVersion = version,
            LabelId = label,
            Isrc = isrc,
            Title = $"Track {number} {version}",
            Artists = [artist],
            Disc = 1,
            Number = number,
            Explicit = number == 2,
            Rights = [World],
            Audio = new TrackAudio
            {
                SourceSha256 = new string((char)('a' + (number % 6)), 64),
                DurationMs = 214_230,
                IntegratedLufs = -10.8,
                TruePeakDbtp = -1.1,
                Renditions = Ladder(id),
            },
        };
    }

    private static IReadOnlyList<Rendition> Ladder(string id) =>
    [
        Rung(id, Quality.Preview, AudioFormat.Mp3, 96),
        Rung(id, Quality.Low, AudioFormat.Aac, 24),
        Rung(id, Quality.Normal, AudioFormat.Ogg, 96),
        Rung(id, Quality.Normal, AudioFormat.Aac, 96),
        Rung(id, Quality.High, AudioFormat.Ogg, 160),
        Rung(id, Quality.High, AudioFormat.Aac, 160),
        Rung(id, Quality.High, AudioFormat.Mp3, 160),
        Rung(id, Quality.VeryHigh, AudioFormat.Ogg, 320),
        Rung(id, Quality.VeryHigh, AudioFormat.Aac, 256),
        Rung(id, Quality.Lossless, AudioFormat.Flac, 912),
    ];

    private static Rendition Rung(string id, Quality quality, AudioFormat format, int bitrate) => new()
    {
        Quality = quality,
        Format = format,
        BitrateKbps = bitrate,
        Blob = $"{id}/{format}-{bitrate}".ToLowerInvariant(),
        Bytes = 1000,
        SampleRate = 44100,
        DurationMs = 214_230,
        EncoderDelay = format == AudioFormat.Aac ? 1024 : 0,
        Padding = 312,
    };
}
