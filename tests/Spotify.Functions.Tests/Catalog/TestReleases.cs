using System.Globalization;
using Spotify.Core.Catalog;
using Spotify.Core.Playback;

namespace Spotify.Functions.Tests.Catalog;

/// <summary>Releases that a test tells apart by a number.</summary>
internal static class TestReleases
{
    private static int _number = 1000;

    /// <summary>A release of its own: UPC, recordings and, unless they are given, artist and genre are nobody else's.</summary>
    public static TestRelease New(
        string? artist = null, string type = "album", DateOnly? released = null, DateTimeOffset? published = null, IReadOnlyList<string>? genres = null, int tracks = 2,
        IReadOnlyList<string>? guests = null, RightsGrant? rights = null)
    {
        var number = Interlocked.Increment(ref _number);
        var name = artist ?? string.Create(CultureInfo.InvariantCulture, $"Artist {number}");
        var release = TestRelease.Create("v1", tracks, "label-a", string.Create(CultureInfo.InvariantCulture, $"9{number:00000000000}"), string.Create(CultureInfo.InvariantCulture, $"SEC{number:0000}"));
        var main = Ref(name);
        return release with
        {
            Album = release.Album with
            {
                Type = type,
                Title = string.Create(CultureInfo.InvariantCulture, $"Album {number}"),
                Artists = [main],
                Genres = genres ?? [],
                ReleaseDate = released ?? release.Album.ReleaseDate,
                PublishedAt = published ?? release.Album.PublishedAt,
                CoverBlob = string.Create(CultureInfo.InvariantCulture, $"{release.Album.Id}/cover/640.jpg"),
            },
            Tracks = [.. release.Tracks.Select(track => track with { Artists = [main, .. (guests ?? []).Select(Ref)], Rights = rights is null ? track.Rights : [rights] })],
        };
    }

    public static ArtistRef Ref(string name) => new(IdOf(name), name);

    public static string IdOf(string name) => SpotifyId.Derive("artist", "label-a", name);

    /// <summary>The next version of a release.</summary>
    public static TestRelease Next(this TestRelease release, string version, Func<Album, Album>? album = null, Func<Track, Track>? track = null) => new(
        (album ?? (one => one))(release.Album with { ReleaseVersion = version }), [.. release.Tracks.Select(one => (track ?? (same => same))(one with { ReleaseVersion = version }))]);
}
