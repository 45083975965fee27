using System.Globalization;
using Spotify.Core.Catalog;
using Spotify.Core.Recommendations.Lists;
using Spotify.Functions.Catalog;
using Spotify.Functions.Recommendations.Products;

namespace Spotify.Functions.Recommendations.Onboarding;

/// <summary>What a new listener may pick from, and what he picked.</summary>
public sealed class TasteOnboarding
{
    private readonly PicksStore _picks;
    private readonly ICatalog _catalog;
    private readonly CatalogPresenter _presenter;
    private readonly ListenerSessions _sessions;

    internal TasteOnboarding(PicksStore picks, ICatalog catalog, CatalogPresenter presenter, ListenerSessions sessions) =>
        (_picks, _catalog, _presenter, _sessions) = (picks, catalog, presenter, sessions);

    /// <summary>Artists and genres to pick from, popular in the listener's country and unlike each other, and what he picked. Without a model there are the genres of the catalogue alone.</summary>
    internal async Task<OnboardingView> ShowAsync(ListenerSession session, CatalogView view, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> artists = [];
        IReadOnlyList<string> genres = [.. BrowseCategory.AllGenres.Take(FirstChoices.Genres)];
        if (session.Index is { } index)
        {
            List<int> charted = [.. session.Charted.OrderBy(one => one.Value).Select(one => session.RowOf(one.Key)).Where(row => row >= 0)];
            artists = FirstChoices.ArtistsOf(index, charted, session.MayHave);
            genres = FirstChoices.GenresOf(index, charted, session.MayHave) is { Count: > 0 } known ? known : genres;
        }

        var shown = await _sessions.InTimeAsync<IReadOnlyList<ArtistView?>>("the artists to pick from", async token => await _presenter.ArtistsAsync(artists, view, token), cancellationToken) ?? [];
        return new OnboardingView([.. shown.OfType<ArtistView>()], genres, session.Picks.Artists, session.Picks.Genres);
    }

    /// <summary>What is wrong with picks; null where nothing is.</summary>
    /// <exception cref="Core.TransientException">The catalogue is in trouble.</exception>
    internal async Task<string?> FindFaultAsync(ListenerSession session, PicksRequest picks, CancellationToken cancellationToken)
    {
        if (picks.Artists.Count > TastePicks.MostArtists)
            return string.Create(CultureInfo.InvariantCulture, $"'artists' names {picks.Artists.Count} artists: name {TastePicks.MostArtists} at most.");
        if (picks.Genres.Count > TastePicks.MostGenres)
            return string.Create(CultureInfo.InvariantCulture, $"'genres' names {picks.Genres.Count} genres: name {TastePicks.MostGenres} at most.");
        for (var i = 0; i < picks.Artists.Count; i++)
        {
            var id = picks.Artists[i];
            if (id is null || !SpotifyId.IsValid(id) || (session.Index?.OfArtist(id).Count is not > 0 && await _catalog.FindArtistAsync(id, cancellationToken) is null))
                return string.Create(CultureInfo.InvariantCulture, $"artists[{i}] is no artist that there is.");
        }

        for (var i = 0; i < picks.Genres.Count; i++)
        {
            var genre = picks.Genres[i];
            if (genre is null || !GenreName.IsSlug(genre) || (session.Index?.OfGenre(genre).Count is not > 0 && !BrowseCategory.AllGenres.Contains(genre)))
                return string.Create(CultureInfo.InvariantCulture, $"genres[{i}] is no genre that there is: v1/recommendations/available-genre-seeds names them.");
        }

        return null;
    }

    /// <summary>Takes picks, checked, in the place of those that were there.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    internal Task PickAsync(ListenerSession session, PicksRequest picks, CancellationToken cancellationToken) => _picks.WriteAsync(
        session.Caller.Subject,
        new TastePicks { Artists = [.. picks.Artists.Distinct(StringComparer.Ordinal)], Genres = [.. picks.Genres.Distinct(StringComparer.Ordinal)] },
        session.Now,
        cancellationToken);
}

/// <summary>What a listener picks.</summary>
internal sealed record PicksRequest
{
    /// <summary>Ids of artists, at most 50.</summary>
    public IReadOnlyList<string> Artists { get; init; } = [];

    /// <summary>Genres, as addresses name them, at most 20.</summary>
    public IReadOnlyList<string> Genres { get; init; } = [];
}

/// <summary>What a listener may pick from.</summary>
/// <param name="Artists">Artists.</param>
/// <param name="Genres">Genres, as addresses name them.</param>
/// <param name="PickedArtists">Ids of those that he picked.</param>
/// <param name="PickedGenres">Those that he picked.</param>
internal sealed record OnboardingView(IReadOnlyList<ArtistView> Artists, IReadOnlyList<string> Genres, IReadOnlyList<string> PickedArtists, IReadOnlyList<string> PickedGenres);
