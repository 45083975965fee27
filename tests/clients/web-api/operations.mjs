// Every operation of the Web API that is served, by both clients: what is called, the SDK's type of the answer, the operation in the Web API's document.
// "its" are ids of what is published (see WebApiClientTests); an operation is left out where what it needs is not there.
const page = { limit: 2, offset: 1 };

export const operations = (its) => [
  one("track", its.track, (sdk, id) => sdk.tracks.get(id), "OneTrack", "get /tracks/{id}", (node, id) => node.getTrack(id)),
  one("track in a market", its.track, (sdk, id) => sdk.tracks.get(id, "SE"), "OneTrack", "get /tracks/{id}", (node, id) => node.getTrack(id, { market: "SE" })),
  one("several tracks", its.tracks, (sdk, ids) => sdk.tracks.get(ids), "SeveralTracks", "get /tracks", (node, ids) => node.getTracks(ids)),
  one("album", its.album, (sdk, id) => sdk.albums.get(id), "OneAlbum", "get /albums/{id}", (node, id) => node.getAlbum(id)),
  one("album in a market", its.album, (sdk, id) => sdk.albums.get(id, "SE"), "OneAlbum", "get /albums/{id}", (node, id) => node.getAlbum(id, { market: "SE" })),
  one("several albums", its.albums, (sdk, ids) => sdk.albums.get(ids), "SeveralAlbums", "get /albums", (node, ids) => node.getAlbums(ids)),
  one("album's tracks", its.album, (sdk, id) => sdk.albums.tracks(id, "SE", 2, 1), "AlbumTracks", "get /albums/{id}/tracks", (node, id) => node.getAlbumTracks(id, page)),
  one("artist", its.artist, (sdk, id) => sdk.artists.get(id), "OneArtist", "get /artists/{id}", (node, id) => node.getArtist(id)),
  one("several artists", its.artists, (sdk, ids) => sdk.artists.get(ids), "SeveralArtists", "get /artists", (node, ids) => node.getArtists(ids)),
  one("artist's albums", its.artist, (sdk, id) => sdk.artists.albums(id, "album,single", "SE", 2, 0), "ArtistAlbums", "get /artists/{id}/albums", (node, id) => node.getArtistAlbums(id, { limit: 2 })),
  one("artist's top tracks", its.artist, (sdk, id) => sdk.artists.topTracks(id, "SE"), "ArtistTopTracks", "get /artists/{id}/top-tracks", (node, id) => node.getArtistTopTracks(id, "SE")),
  one("related artists", its.artist, (sdk, id) => sdk.artists.relatedArtists(id), "SeveralArtists", "get /artists/{id}/related-artists", (node, id) => node.getArtistRelatedArtists(id)),
  one("show", its.show, (sdk, id) => sdk.shows.get(id, "SE"), "OneShow", "get /shows/{id}", (node, id) => node.getShow(id, { market: "SE" })),
  one("several shows", its.shows, (sdk, ids) => sdk.shows.get(ids, "SE"), "SeveralShows", "get /shows", (node, ids) => node.getShows(ids, { market: "SE" })),
  one("show's episodes", its.show, (sdk, id) => sdk.shows.episodes(id, "SE", 2, 0), "ShowEpisodes", "get /shows/{id}/episodes", (node, id) => node.getShowEpisodes(id, { market: "SE", limit: 2 })),
  one("episode", its.episode, (sdk, id) => sdk.episodes.get(id, "SE"), "OneEpisode", "get /episodes/{id}", (node, id) => node.getEpisode(id, { market: "SE" })),
  one("several episodes", its.episodes, (sdk, ids) => sdk.episodes.get(ids, "SE"), "SeveralEpisodes", "get /episodes", (node, ids) => node.getEpisodes(ids, { market: "SE" })),
  one("audiobook", its.audiobook, (sdk, id) => sdk.audiobooks.get(id, "SE"), "OneAudiobook", "get /audiobooks/{id}"),
  one("several audiobooks", its.audiobooks, (sdk, ids) => sdk.audiobooks.get(ids, "SE"), "SeveralAudiobooks", "get /audiobooks"),
  one("audiobook's chapters", its.audiobook, (sdk, id) => sdk.audiobooks.getAudiobookChapters(id, "SE", 2, 0), "AudiobookChapters", "get /audiobooks/{id}/chapters"),
  one("chapter", its.chapter, (sdk, id) => sdk.chapters.get(id, "SE"), "OneChapter", "get /chapters/{id}"),
  one("several chapters", its.chapters, (sdk, ids) => sdk.chapters.get(ids, "SE"), "SeveralChapters", "get /chapters"),
  one("new releases", its.browse, (sdk) => sdk.browse.getNewReleases("SE", 2, 0), "Releases", "get /browse/new-releases", (node) => node.getNewReleases({ country: "SE", limit: 2 })),
  one("categories", its.browse, (sdk) => sdk.browse.getCategories("SE", "en_GB", 5, 0), "AllCategories", "get /browse/categories", (node) => node.getCategories({ limit: 5 })),
  one("category", its.category, (sdk, id) => sdk.browse.getCategory(id, "SE", "en_GB"), "OneCategory", "get /browse/categories/{category_id}", (node, id) => node.getCategory(id)),
  one("category's playlists", its.category, (sdk, id) => sdk.browse.getPlaylistsForCategory(id, "SE", 5, 0), "Featured", "get /browse/categories/{category_id}/playlists", (node, id) => node.getPlaylistsForCategory(id)),
  one("featured playlists", its.browse, (sdk) => sdk.browse.getFeaturedPlaylists("SE", "en_GB", undefined, 5, 0), "Featured", "get /browse/featured-playlists", (node) => node.getFeaturedPlaylists()),
  one("markets", its.browse, (sdk) => sdk.markets.getAvailableMarkets(), "AvailableMarkets", "get /markets"),
  one("genre seeds", its.browse, (sdk) => sdk.recommendations.genreSeeds(), "GenreSeeds", "get /recommendations/available-genre-seeds", (node) => node.getAvailableGenreSeeds()),
  one("own playlists", its.playlists, (sdk) => sdk.currentUser.playlists.playlists(5, 0), "PlaylistPage", "get /me/playlists", (node) => node.getUserPlaylists()),
  one("search for tracks", its.search, (sdk, words) => sdk.search(words, ["track"], "SE", 5, 0), null, "get /search", (node, words) => node.searchTracks(words, { limit: 5 })),
  one("search for albums and artists", its.search, (sdk, words) => sdk.search(words, ["album", "artist"], "SE", 5, 0), null, "get /search", (node, words) => node.search(words, ["album", "artist"])),
  one("search for everything", its.search, (sdk, words) => sdk.search(words, ["album", "artist", "playlist", "track", "show", "episode", "audiobook"], "SE", 5, 0), null, "get /search"),
  one("search for nothing that is there", its.search, (sdk) => sdk.search("qqqqqqqqxxxxx zzzzzzzzz", ["track", "playlist"], "SE"), null, "get /search", (node) => node.searchPlaylists("qqqqqqqqxxxxx")),
  one("recently played", its.listener, (sdk) => sdk.player.getRecentlyPlayedTracks(1), "RecentlyPlayed", "get /me/player/recently-played", (node) => node.getMyRecentlyPlayedTracks({ limit: 1 })),
  one("top tracks", its.listener, (sdk) => sdk.currentUser.topItems("tracks", "short_term", 5, 0), "TopTracks", "get /me/top/tracks", (node) => node.getMyTopTracks({ limit: 5 })),
  one("top artists", its.topArtists, (sdk) => sdk.currentUser.topItems("artists", "short_term", 5, 0), "TopArtists", "get /me/top/artists", (node) => node.getMyTopArtists({ limit: 5 })),
];

function one(name, needs, sdk, type, operation, node) {
  return { name, needs, sdk, type, operation, node };
}
