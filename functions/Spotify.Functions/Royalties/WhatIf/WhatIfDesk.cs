using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Money;
using Spotify.Core.Royalties.Statements;
using Spotify.Core.Royalties.WhatIf;
using Spotify.Functions.Catalog;
using Spotify.Functions.Royalties.Results;

namespace Spotify.Functions.Royalties.WhatIf;

/// <summary>Tries models on calculated months. Nothing is written.</summary>
public sealed partial class WhatIfDesk(IRoyaltyWhatIf months, ICatalog catalog, ILogger<WhatIfDesk> logger)
{
    /// <summary>Tries a model.</summary>
    /// <param name="period">The month, <c>yyyy-MM</c>.</param>
    /// <param name="model">The model that is tried.</param>
    /// <param name="body">What it is compared with, and where.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Null where the month is not calculated.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<WhatIfView?> TryAsync(string period, RoyaltyModel model, WhatIfBody body, string by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (await months.OpenAsync(period, cancellationToken) is not { } month)
            return null;
        var run = new WhatIfRun(body.Against, model);
        foreach (var pool in month.Pools.Where(pool => body.Includes(pool.Key)))
        {
            run.Begin(pool);
            await foreach (var track in month.WeightsAsync(pool.Key, cancellationToken))
                run.Survey(track);
            await foreach (var track in month.WeightsAsync(pool.Key, cancellationToken))
                run.Add(track);
        }

        var results = run.Results(body.Most ?? WhatIfBody.UsualMost);
        var names = await NamesAsync(results.SelectMany(result => result.Winners.Concat(result.Losers)), cancellationToken);
        LogTried(period, model, by);
        return new WhatIfView(period, model, body.Against, [.. results.Select(result => ViewOf(result, names))]);
    }

    private async Task<IReadOnlyDictionary<string, string?>> NamesAsync(IEnumerable<RankedArtist> artists, CancellationToken cancellationToken)
    {
        var ids = artists.Select(one => one.Artist.Artist).Where(id => id.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        var found = await Task.WhenAll(ids.Select(async id => (await catalog.FindArtistAsync(id, cancellationToken))?.Name));
        return ids.Zip(found).ToDictionary(one => one.First, one => one.Second, StringComparer.Ordinal);
    }

    private static WhatIfCurrency ViewOf(WhatIfResult result, IReadOnlyDictionary<string, string?> names)
    {
        var digits = Currency.Of(result.Currency).Exponent + DecimalText.MicroDigits;
        string Money(Int128 micros) => DecimalText.Of(micros, digits);
        WhatIfArtist Artist(RankedArtist one) => new(
            one.Rank,
            one.Artist.Artist.Length == 0 ? null : one.Artist.Artist,
            names.GetValueOrDefault(one.Artist.Artist),
            one.Artist.Streams,
            Money(one.Artist.Before),
            Money(one.Artist.After),
            Money(one.Artist.Change));
        return new WhatIfCurrency(
            result.Currency,
            result.Artists,
            Money(result.Before),
            Money(result.Moved),
            result.GiniBefore,
            result.GiniAfter,
            result.Redistribution,
            result.Reranking,
            [.. result.Bands.Select(band => new WhatIfBand(band.From, band.To, band.Artists, Money(band.Before), Money(band.After), Money(band.After - band.Before), band.Winners, band.Losers))],
            [.. result.Winners.Select(Artist)],
            [.. result.Losers.Select(Artist)]);
    }

    [LoggerMessage(EventId = 6310, Level = LogLevel.Information, Message = "{Model} was tried on {Period} for {By}; nothing was written")]
    private partial void LogTried(string period, RoyaltyModel model, string by);
}
