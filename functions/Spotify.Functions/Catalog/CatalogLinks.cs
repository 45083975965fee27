using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Spotify.Core;
using Spotify.Core.Catalog;
using Spotify.Core.Playback;

namespace Spotify.Functions.Catalog;

/// <summary>What all views have in common: addresses, images, texts, and where something may be heard.</summary>
public sealed class CatalogLinks(MediaUrls urls, IOptions<CatalogOptions> options, TimeProvider time)
{
    private readonly ConditionalWeakTable<IReadOnlyList<RightsGrant>, OpenMarkets> _markets = new();

    /// <summary>The moment by which rights are judged.</summary>
    internal DateTimeOffset Now => time.GetUtcNow();

    /// <summary>The address for people.</summary>
    internal ExternalUrlsView External(CatalogView view, string kind, string id) =>
        new($"{(options.Value.PublicAddress.Length > 0 ? options.Value.PublicAddress : view.Root)}/{kind}/{id}");

    /// <summary>The address in the API.</summary>
    internal static string Href(CatalogView view, string kind, string id) => $"{view.Root}/v1/{kind}s/{id}";

    /// <summary>The URI.</summary>
    internal static string Uri(string kind, string id) => $"spotify:{kind}:{id}";

    /// <summary>A date.</summary>
    internal static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A plain text as HTML: paragraphs where lines are empty.</summary>
    internal static string Html(string text) => text.Length == 0
        ? ""
        : string.Concat(text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(paragraph => $"<p>{WebUtility.HtmlEncode(paragraph).Replace("\n", "<br/>", StringComparison.Ordinal)}</p>"));

    /// <summary>Where something may be heard now. A label licenses whole catalogues alike, and tracks share their grants, so nearly every answer is there.</summary>
    internal MarketList MarketsOf(IReadOnlyList<RightsGrant> rights)
    {
        var now = Now;
        if (_markets.TryGetValue(rights, out var known) && now >= known.From && now < known.Until)
            return known.Markets;
        var open = new OpenMarkets(new MarketList(Availability.Of(rights, now)), now, Rights.ChangesAt(rights, now) ?? DateTimeOffset.MaxValue);
        _markets.AddOrUpdate(rights, open);
        return open.Markets;
    }

    /// <summary>An image in all its sizes, widest first; none where there is no key to sign with.</summary>
    internal async ValueTask<IReadOnlyList<ImageView>> ImagesAsync(string? blob, CatalogView view, CancellationToken cancellationToken)
    {
        var covers = CoverImage.Of(blob);
        if (covers.Count == 0)
            return [];
        var images = new List<ImageView>(covers.Count);
        foreach (var cover in covers)
        {
            if (await SignAsync(urls.SignImageAsync(cover.Blob, cancellationToken), view) is { } url)
                images.Add(new ImageView(url, cover.Size, cover.Size));
        }

        return images;
    }

    /// <summary>A preview's address; null where there is none, or no key to sign with.</summary>
    internal async ValueTask<string?> PreviewAsync(string? blob, CatalogView view, CancellationToken cancellationToken) =>
        blob is null ? null : await SignAsync(urls.SignAudioAsync(blob, cancellationToken), view);

    /// <summary>An address beside the point: without a key to sign with, the description does without it.</summary>
    private static async ValueTask<string?> SignAsync(ValueTask<MediaUrl> signing, CatalogView view)
    {
        try
        {
            var signed = await signing;
            view.Horizon.Note(signed.ExpiresAt);
            return signed.Url;
        }
        catch (TransientException)
        {
            return null;
        }
    }

    private sealed record OpenMarkets(MarketList Markets, DateTimeOffset From, DateTimeOffset Until);
}
