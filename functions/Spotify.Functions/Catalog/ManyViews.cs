namespace Spotify.Functions.Catalog;

/// <summary>Several tracks, null in the place of what is not there.</summary>
internal sealed record TracksView(IReadOnlyList<TrackView?> Tracks);

/// <summary>Several albums, null in the place of what is not there.</summary>
internal sealed record AlbumsView(IReadOnlyList<AlbumView?> Albums);

/// <summary>Several artists, null in the place of what is not there.</summary>
internal sealed record ArtistsView(IReadOnlyList<ArtistView?> Artists);

/// <summary>Several shows, null in the place of what is not there.</summary>
internal sealed record ShowsView(IReadOnlyList<SimpleShowView?> Shows);

/// <summary>Several episodes, null in the place of what is not there.</summary>
internal sealed record EpisodesView(IReadOnlyList<EpisodeView?> Episodes);

/// <summary>Several audiobooks, null in the place of what is not there.</summary>
internal sealed record AudiobooksView(IReadOnlyList<AudiobookView?> Audiobooks);

/// <summary>Several chapters, null in the place of what is not there.</summary>
internal sealed record ChaptersView(IReadOnlyList<ChapterView?> Chapters);
