using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Catalog.Browse;

/// <summary>Categories in the Spotify Web API's shape.</summary>
internal static class Categories
{
    /// <summary>Reads the parameter <c>locale</c>: a language, or a language and a country such as <c>sv_SE</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="language">The language, ISO 639-1; null where none is named.</param>
    /// <param name="refusal">What to answer where it is neither.</param>
    public static bool TryReadLanguage(HttpRequest request, out string? language, [NotNullWhen(false)] out IResult? refusal)
    {
        (language, refusal) = (null, null);
        var locale = request.Query["locale"];
        if (locale.Count == 0)
            return true;
        if (locale is [{ } text] && IsLocale(text))
        {
            language = text[..2];
            return true;
        }

        refusal = ApiErrors.InvalidRequest("'locale' must be a language and a country, such as sv_SE, given once.");
        return false;
    }

    /// <summary>A page of all categories.</summary>
    public static CategoriesView Page(ListQuery query, string? language, CatalogView view)
    {
        var (limit, offset) = query.Page;
        return new CategoriesView(query.Show<CategoryView>([.. BrowseCategory.All.Skip(offset).Take(limit).Select(category => Show(category, language, view))], BrowseCategory.All.Count, null));
    }

    /// <summary>A category.</summary>
    public static CategoryView Show(BrowseCategory category, string? language, CatalogView view) =>
        new($"{view.Root}/v1/browse/categories/{category.Id}", [], category.Id, category.NameIn(language));

    private static bool IsLocale(string text) =>
        text.Length is 2 or 5 && char.IsAsciiLetter(text[0]) && char.IsAsciiLetter(text[1]) && (text.Length == 2 || (text[2] is '_' or '-' && char.IsAsciiLetter(text[3]) && char.IsAsciiLetter(text[4])));
}

/// <summary>A category. We keep no icons.</summary>
internal sealed record CategoryView(string Href, IReadOnlyList<ImageView> Icons, string Id, string Name);

/// <summary>A page of categories.</summary>
internal sealed record CategoriesView(PageView<CategoryView> Categories);

/// <summary>The markets of the service.</summary>
internal sealed record MarketsView(IReadOnlyList<string> Markets);

/// <summary>Genres that can seed recommendations.</summary>
internal sealed record GenresView(IReadOnlyList<string> Genres);
