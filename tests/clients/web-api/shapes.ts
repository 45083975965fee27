// The shapes that responses must have, by the types of @spotify/web-api-ts-sdk: each export becomes a JSON schema.
import type {
  Album, AlbumWithTracks, Albums, Artist, Artists, Audiobook, AudiobookWithChapters, Audiobooks, Categories, Category, Chapter, ChapterWithAudiobookAndRestrictions, Chapters,
  Episode, Episodes, FeaturedPlaylists, Genres, Markets, NewReleases, Page, RecentlyPlayedTracksPage, Show, ShowWithEpisodes, Shows, SimplifiedAlbum, SimplifiedEpisode,
  SimplifiedPlaylist, SimplifiedTrack, TopTracksResult, Track, Tracks, User, UserProfile,
} from "@spotify/web-api-ts-sdk";

export type OneAlbum = Album;
export type SeveralAlbums = Albums;
export type AlbumTracks = Page<SimplifiedTrack>;
export type OneArtist = Artist;
export type SeveralArtists = Artists;
export type ArtistAlbums = Page<SimplifiedAlbum>;
export type ArtistTopTracks = TopTracksResult;
export type OneAudiobook = AudiobookWithChapters;
export type SeveralAudiobooks = Audiobooks;
export type AudiobookChapters = Page<Chapter>;
export type OneChapter = ChapterWithAudiobookAndRestrictions;
export type SeveralChapters = Chapters;
export type OneEpisode = Episode;
export type SeveralEpisodes = Episodes;
export type OneShow = Show;
export type SeveralShows = Shows;
export type ShowEpisodes = Page<SimplifiedEpisode>;
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
export type PublicProfile = User;
export type TopTracks = Page<Track>;
export type TopArtists = Page<Artist>;
export type RecentlyPlayed = RecentlyPlayedTracksPage;
