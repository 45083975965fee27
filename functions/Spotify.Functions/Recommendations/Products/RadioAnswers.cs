using Microsoft.AspNetCore.Http;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Recommendations.Products;

/// <summary>Answers with batches of radio.</summary>
public sealed class RadioAnswers(RadioSeeds seeds, ListenerProducts products, ProductAnswers answers)
{
    /// <summary>The next batch, and where the one after it is; 404 where there is nothing to play from.</summary>
    internal async Task<IResult> RadioAsync(HttpRequest request, ListenerSession session, RadioQuery query, CancellationToken cancellationToken)
    {
        if (await seeds.FindAsync(session, query.Seed, cancellationToken) is not { } seed)
            return ApiErrors.NotFound($"There is nothing like {query.Seed.Uri} to play from.");
        var batch = await products.RadioAsync(session, seed, query.Cursor, cancellationToken);
        var shown = await answers.ShowAsync(request, batch, cancellationToken);
        return ApiResults.Json(shown with { Next = batch.Items.Count == 0 ? null : query.After(PageLinks.RootOf(request), batch) });
    }
}
