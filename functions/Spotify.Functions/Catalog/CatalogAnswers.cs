using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Catalog;

/// <summary>How long answers of the catalogue may be kept by those who got them (DESIGN section 6), unless an address in them ends, or a licence window begins or ends, sooner.</summary>
internal static class CatalogAges
{
    public static readonly TimeSpan Track = TimeSpan.FromHours(1);

    public static readonly TimeSpan Album = TimeSpan.FromHours(1);

    public static readonly TimeSpan Artist = TimeSpan.FromMinutes(30);

    /// <summary>Shows, audiobooks and what is in them.</summary>
    public static readonly TimeSpan Spoken = TimeSpan.FromMinutes(30);

    /// <summary>Lists that grow with every publication.</summary>
    public static readonly TimeSpan List = TimeSpan.FromMinutes(5);

    /// <summary>What changes with a release of the service alone.</summary>
    public static readonly TimeSpan Fixed = TimeSpan.FromDays(1);
}

/// <summary>What the routes of the catalogue have in common: they check, look up, and answer so that the answer may be kept.</summary>
public sealed class CatalogAnswers(TimeProvider time)
{
    /// <summary>An answer that may be kept.</summary>
    internal IResult Of<T>(T value, CatalogView view, TimeSpan age)
    {
        var left = view.Horizon.Until is { } until ? until - time.GetUtcNow() : age;
        return new CacheableAnswer<T>(value, left < age ? left : age);
    }

    /// <summary>Answers with one thing.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">What is asked for.</param>
    /// <param name="kind">One of <see cref="CatalogKinds"/>.</param>
    /// <param name="age">How long the answer may be kept.</param>
    /// <param name="show">Finds it and describes it; null where it is not there.</param>
    internal async Task<IResult> OneAsync<T>(HttpRequest request, string id, string kind, TimeSpan age, Func<CatalogView, Task<T?>> show)
        where T : class
    {
        if (!SpotifyId.IsValid(id))
            return ApiErrors.InvalidRequest($"The id of {WithArticle(kind)} is 22 characters of base62.");
        if (!CatalogView.TryRead(request, out var view, out var refusal))
            return refusal;
        return await show(view) is { } shown ? Of(shown, view, age) : ApiErrors.NotFound($"There is no such {kind}.");
    }

    /// <summary>Answers with a page of what belongs to one thing.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">To what it belongs.</param>
    /// <param name="kind">One of <see cref="CatalogKinds"/>.</param>
    /// <param name="age">How long the answer may be kept.</param>
    /// <param name="show">Finds it and describes the page; null where it is not there.</param>
    internal Task<IResult> PageAsync<T>(HttpRequest request, string id, string kind, TimeSpan age, Func<CatalogView, ListQuery, Task<T?>> show)
        where T : class =>
        ListQuery.TryRead(request, out var query, out var refusal) ? OneAsync(request, id, kind, age, view => show(view, query)) : Task.FromResult(refusal);

    /// <summary>Answers with a page of a list that is there for everybody.</summary>
    /// <param name="request">The request.</param>
    /// <param name="age">How long the answer may be kept.</param>
    /// <param name="show">Describes the page; null where there is no such list.</param>
    internal async Task<IResult> ListAsync<T>(HttpRequest request, TimeSpan age, Func<CatalogView, ListQuery, Task<T?>> show)
        where T : class
    {
        if (!ListQuery.TryRead(request, out var query, out var refusal) || !CatalogView.TryRead(request, out var view, out refusal))
            return refusal;
        return await show(view, query) is { } shown ? Of(shown, view, age) : ApiErrors.NotFound("There is no such list.");
    }

    /// <summary>Answers with several things by the parameter <c>ids</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="kind">One of <see cref="CatalogKinds"/>.</param>
    /// <param name="most">How many may be asked for.</param>
    /// <param name="age">How long the answer may be kept.</param>
    /// <param name="show">Describes them.</param>
    internal async Task<IResult> SeveralAsync<T>(HttpRequest request, string kind, int most, TimeSpan age, Func<IReadOnlyList<string>, CatalogView, Task<T>> show)
        where T : class
    {
        if (!TryReadIds(request, kind, most, out var ids, out var refusal) || !CatalogView.TryRead(request, out var view, out refusal))
            return refusal;
        return Of(await show(ids, view), view, age);
    }

    private static bool TryReadIds(
        HttpRequest request, string kind, int most, [NotNullWhen(true)] out IReadOnlyList<string>? ids, [NotNullWhen(false)] out IResult? refusal)
    {
        (ids, refusal) = (null, null);
        var named = request.Query["ids"].SelectMany(one => (one ?? "").Split(',', StringSplitOptions.TrimEntries)).ToList();
        if (named.Count == 0 || named is [""])
            refusal = ApiErrors.InvalidRequest($"'ids' is missing: name the {kind}s, separated by commas.");
        else if (named.Count > most)
            refusal = ApiErrors.InvalidRequest(string.Create(CultureInfo.InvariantCulture, $"'ids' names {named.Count} {kind}s: {most} at a time."));
        else if (named.Find(id => !SpotifyId.IsValid(id)) is { } bad)
            refusal = ApiErrors.InvalidRequest($"'{(bad.Length <= 50 ? bad : bad[..50] + "...")}' in 'ids' is no id of {WithArticle(kind)}, which is 22 characters of base62.");
        else
            ids = named;
        return refusal is null;
    }

    private static string WithArticle(string kind) => kind is CatalogKinds.Album or CatalogKinds.Artist or CatalogKinds.Episode or CatalogKinds.Audiobook ? $"an {kind}" : $"a {kind}";
}
