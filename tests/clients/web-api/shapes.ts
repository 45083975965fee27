// The shapes that responses must have, by the types of @spotify/web-api-ts-sdk: each export becomes a JSON schema. Where its types contradict the Web API's own
// document, and with it what Spotify answers, the document counts; those are the first lines below, and no others.
import type {
  Album, Artist, Artists, AudiobookWithChapters, Audiobooks, Categories, Category, ChapterWithAudiobookAndRestrictions, Chapters,
  Episode, FeaturedPlaylists, Genres, Markets, NewReleases, Page, RecentlyPlayedTracksPage, Show, SimplifiedAlbum, SimplifiedArtist, SimplifiedChapter, SimplifiedEpisode, SimplifiedPlaylist, SimplifiedTrack, TopTracksResult, Track, Tracks, User, UserProfile,
} from "@spotify/web-api-ts-sdk";

// An album names its artists shortly. What is not restricted has no restrictions.
type AlbumOfDocument = Omit<Album, "artists" | "restrictions"> & { artists: SimplifiedArtist[] };
type Unrestricted<T> = Omit<T, "restrictions">;
type ShowOfDocument = Omit<Show, "episodes"> & { episodes: Page<Unrestricted<SimplifiedEpisode>> };
// Several shows come without their episodes, everybody's e-mail address is nobody else's business.
type ShortShow = Omit<Show, "episodes">;

export type OneAlbum = AlbumOfDocument;
export type SeveralAlbums = { albums: AlbumOfDocument[] };
export type AlbumTracks = Page<SimplifiedTrack>;
export type OneArtist = Artist;
export type SeveralArtists = Artists;
export type ArtistAlbums = Page<SimplifiedAlbum>;
export type ArtistTopTracks = TopTracksResult;
export type OneAudiobook = AudiobookWithChapters;
export type SeveralAudiobooks = Audiobooks;
export type AudiobookChapters = Page<SimplifiedChapter>;
export type OneChapter = ChapterWithAudiobookAndRestrictions;
export type SeveralChapters = Chapters;
export type OneEpisode = Unrestricted<Episode>;
export type SeveralEpisodes = { episodes: Unrestricted<Episode>[] };
export type OneShow = ShowOfDocument;
export type SeveralShows = { shows: ShortShow[] };
export type ShowEpisodes = Page<Unrestricted<SimplifiedEpisode>>;
export type OneTrack = Track;
export type SeveralTracks = Tracks;
export type AllCategories = Categories;
export type OneCategory = Category;
export type Releases = NewReleases;
export type Featured = FeaturedPlaylists;
export type PlaylistPage = Page<SimplifiedPlaylist>;
export type AvailableMarkets = Markets;
export type GenreSeeds = Genres;
export type Profile = UserProfile;
export type PublicProfile = Omit<User, "email">;
export type TopTracks = Page<Track>;
export type TopArtists = Page<Artist>;
export type RecentlyPlayed = RecentlyPlayedTracksPage;
