using System.Globalization;
using Spotify.Core;
using Spotify.Core.Catalog;
using Spotify.Core.Playback;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Catalog;

/// <summary>Writes what the catalogue knows in the Spotify Web API's shape, as one listener sees it.</summary>
public sealed class CatalogPresenter(ICatalog catalog, MediaUrls urls, PlayCountReader counts, TimeProvider time)
{
    /// <summary>A track.</summary>
    internal async Task<TrackView> DescribeAsync(PublishedTrack published, Caller caller, CancellationToken cancellationToken)
    {
        var (track, album) = published;
        var count = counts.FindAsync(track.Id, cancellationToken);
        var simple = await DescribeAsync(track, caller, cancellationToken);
        return new TrackView
        {
            Id = simple.Id,
            Name = simple.Name,
            Uri = simple.Uri,
            Artists = simple.Artists,
            DiscNumber = simple.DiscNumber,
            TrackNumber = simple.TrackNumber,
            DurationMs = simple.DurationMs,
            Explicit = simple.Explicit,
            IsPlayable = simple.IsPlayable,
            Restrictions = simple.Restrictions,
            PreviewUrl = simple.PreviewUrl,
            Album = new SimpleAlbumView
            {
                Id = album.Id,
                Name = album.Title,
                Uri = "spotify:album:" + album.Id,
                AlbumType = AlbumTypeOf(album),
                Artists = Describe(album.Artists),
                ReleaseDate = DateOf(album),
                TotalTracks = album.Tracks.Count,
                Images = await ImagesAsync(album, cancellationToken),
            },
            ExternalIds = new Dictionary<string, string> { ["isrc"] = track.Isrc },
            PlayCount = await count,
        };
    }

    /// <summary>An album with all its tracks.</summary>
    internal async Task<AlbumView> DescribeAsync(Album album, Caller caller, CancellationToken cancellationToken)
    {
        var tracks = await Task.WhenAll(album.Tracks.Select(async place =>
            await catalog.FindTrackAsync(place.Id, cancellationToken) is { } found ? await DescribeAsync(found.Track, caller, cancellationToken) : null));
        var items = tracks.OfType<SimpleTrackView>().ToList();
        return new AlbumView
        {
            Id = album.Id,
            Name = album.Title,
            Uri = "spotify:album:" + album.Id,
            AlbumType = AlbumTypeOf(album),
            Artists = Describe(album.Artists),
            ReleaseDate = DateOf(album),
            TotalTracks = album.Tracks.Count,
            Images = await ImagesAsync(album, cancellationToken),
            ExternalIds = new Dictionary<string, string> { ["upc"] = album.Upc },
            Genres = album.Genres,
            Label = album.LabelId,
            Copyrights = [.. CopyrightsOf(album)],
            Tracks = new PageView<SimpleTrackView>(items, items.Count, 0, items.Count, null, null),
        };
    }

    private async Task<SimpleTrackView> DescribeAsync(Track track, Caller caller, CancellationToken cancellationToken)
    {
        var permission = Rights.Decide(track.Rights, caller.Country, caller.Tier, RightsUse.Stream, time.GetUtcNow());
        return new SimpleTrackView
        {
            Id = track.Id,
            Name = track.Title,
            Uri = "spotify:track:" + track.Id,
            Artists = Describe(track.Artists),
            DiscNumber = track.Disc,
            TrackNumber = track.Number,
            DurationMs = track.Audio.DurationMs,
            Explicit = track.Explicit,
            IsPlayable = permission == RightsDecision.Allowed,
            Restrictions = permission switch
            {
                RightsDecision.Allowed => null,
                RightsDecision.TierRestricted => new RestrictionsView("product"),
                _ => new RestrictionsView("market"),
            },
            // A preview is a use of the recording like another: it is given where the track itself may be heard, on whatever plan.
            PreviewUrl = permission is RightsDecision.Allowed or RightsDecision.TierRestricted ? await PreviewAsync(track, cancellationToken) : null,
        };
    }

    private async Task<string?> PreviewAsync(Track track, CancellationToken cancellationToken)
    {
        var preview = track.Audio.Renditions.FirstOrDefault(rendition => rendition.Quality == Quality.Preview);
        return preview is null ? null : await SignAsync(urls.SignAudioAsync(preview.Blob, cancellationToken));
    }

    private async Task<IReadOnlyList<ImageView>> ImagesAsync(Album album, CancellationToken cancellationToken) =>
        album.CoverBlob is { } cover && await SignAsync(urls.SignImageAsync(cover, cancellationToken)) is { } url ? [new ImageView(url, null, null)] : [];

    /// <summary>An address beside the point: without a key to sign with, the description does without it.</summary>
    private static async Task<string?> SignAsync(ValueTask<MediaUrl> signing)
    {
        try
        {
            return (await signing).Url;
        }
        catch (TransientException)
        {
            return null;
        }
    }

    private static IReadOnlyList<ArtistView> Describe(IReadOnlyList<ArtistRef> artists) =>
        [.. artists.Select(artist => new ArtistView(artist.Id, artist.Name, "artist", "spotify:artist:" + artist.Id))];

    /// <summary>The Web API knows album, single and compilation; an EP is a single there.</summary>
    private static string AlbumTypeOf(Album album) => album.Type == "ep" ? "single" : album.Type;

    private static string DateOf(Album album) => album.ReleaseDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static IEnumerable<CopyrightView> CopyrightsOf(Album album)
    {
        if (album.CLine.Length > 0)
            yield return new CopyrightView(album.CLine, "C");
        if (album.PLine.Length > 0)
            yield return new CopyrightView(album.PLine, "P");
    }
}
