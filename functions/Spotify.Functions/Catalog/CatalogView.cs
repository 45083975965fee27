using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Catalog;

/// <summary>For whom, and for which country, the catalogue is shown.</summary>
/// <param name="Caller">Who asks: his plan decides what is playable.</param>
/// <param name="Market">The country, ISO 3166-1 alpha-2 in capitals: the parameter <c>market</c>, else the listener's own, else null, and then nothing is said of what is playable.</param>
public sealed record CatalogView(Caller Caller, string? Market)
{
    /// <summary>Scheme, host and path prefix of links to ourselves, without a slash at the end.</summary>
    public string Root { get; init; } = "";

    /// <summary>The parameter that keeps the market in links; empty where the caller named none.</summary>
    internal string MarketQuery { get; init; } = "";

    /// <summary>Until when what was shown is sure to be true, with addresses that work; moves nearer with everything that is shown.</summary>
    internal Horizon Horizon { get; init; } = new();

    /// <summary>Reads the view of a request: its caller and its parameter <c>market</c>.</summary>
    /// <param name="request">The request; its route demands a token.</param>
    /// <param name="view">The view.</param>
    /// <param name="refusal">What to answer where the market is no country.</param>
    public static bool TryRead(HttpRequest request, [NotNullWhen(true)] out CatalogView? view, [NotNullWhen(false)] out IResult? refusal)
    {
        ArgumentNullException.ThrowIfNull(request);
        (view, refusal) = (null, null);
        var caller = request.HttpContext.GetCaller();
        var own = caller.Country.Length == 0 ? null : caller.Country;
        var asked = request.Query["market"];
        // from_token is what clients of years ago send for "wherever the listener is".
        var market = asked.Count == 0 || asked is [OwnMarket] ? own : asked is [{ } one] ? one.ToUpperInvariant() : "";
        if (asked.Count > 0 && market is not null && asked is not [OwnMarket] && !Markets.IsCountry(market))
        {
            refusal = ApiErrors.InvalidRequest("'market' must be a country as ISO 3166-1 has it, such as SE, given once.");
            return false;
        }

        view = new CatalogView(caller, market) { Root = PageLinks.RootOf(request), MarketQuery = asked.Count == 0 ? "" : $"&market={asked}" };
        return true;
    }

    /// <summary>The view of a listener who names no market.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="root">Scheme, host and path prefix of links, without a slash at the end.</param>
    internal static CatalogView Of(Caller caller, string root) => new(caller, caller.Country.Length == 0 ? null : caller.Country) { Root = root };

    private const string OwnMarket = "from_token";
}

/// <summary>The nearest of several moments.</summary>
internal sealed class Horizon
{
    private readonly Lock _gate = new();
    private DateTimeOffset? _until;

    /// <summary>The nearest moment that was noted; null where none was.</summary>
    public DateTimeOffset? Until
    {
        get
        {
            lock (_gate)
                return _until;
        }
    }

    /// <summary>Notes a moment; null is none.</summary>
    public void Note(DateTimeOffset? moment)
    {
        lock (_gate)
        {
            if (moment is { } one && (_until is null || one < _until))
                _until = one;
        }
    }
}
