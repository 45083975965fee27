using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Calculation;

namespace Spotify.Functions.Royalties.WhatIf;

/// <summary>What is tried.</summary>
/// <param name="Model">The model for all tracks; it must be there.</param>
/// <param name="Against">What it is compared with: another model for all; left out, the models that were agreed.</param>
/// <param name="Country">Only pools of this country; all by default.</param>
/// <param name="Product">Only pools of this product; all by default.</param>
/// <param name="Most">How many winners and losers are named, 0 to 500; 50 by default.</param>
public sealed record WhatIfBody(RoyaltyModel? Model, RoyaltyModel? Against = null, string? Country = null, string? Product = null, int? Most = null)
{
    /// <summary>How many are named by default.</summary>
    public const int UsualMost = 50;

    /// <summary>How many may be named.</summary>
    public const int MaxMost = 500;

    /// <summary>Whether a pool is meant.</summary>
    public bool Includes(PoolKey pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        return (Country is null || Country == pool.Country) && (Product is null || Product == pool.Product);
    }
}

/// <summary>An artist who wins or loses.</summary>
/// <param name="Rank">By what he gets before, from 1.</param>
/// <param name="Artist">The artist's id; null for all tracks that the catalogue did not have.</param>
/// <param name="Name">His name; null where the catalogue has none.</param>
/// <param name="Streams">Eligible streams.</param>
/// <param name="Before">What his tracks get by the model that is compared with.</param>
/// <param name="After">What they get by the model that is tried.</param>
/// <param name="Change">What he wins, or loses with a minus.</param>
public sealed record WhatIfArtist(int Rank, string? Artist, string? Name, long Streams, string Before, string After, string Change);

/// <summary>Artists of some ranks together.</summary>
/// <param name="From">The first rank.</param>
/// <param name="To">The last rank.</param>
/// <param name="Artists">How many.</param>
/// <param name="Before">What they get before.</param>
/// <param name="After">What they get after.</param>
/// <param name="Change">The difference.</param>
/// <param name="Winners">Who gets more.</param>
/// <param name="Losers">Who gets less.</param>
public sealed record WhatIfBand(int From, int To, int Artists, string Before, string After, string Change, int Winners, int Losers);

/// <summary>What changes in the pools of one currency.</summary>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Artists">How many artists.</param>
/// <param name="Divided">What is divided, the same by both models.</param>
/// <param name="Moved">What goes from losers to winners.</param>
/// <param name="GiniBefore">0 where all artists get the same, towards 1 where one gets all.</param>
/// <param name="GiniAfter">Likewise.</param>
/// <param name="Progressivity">The Reynolds-Smolensky index: above 0 money moves from artists with much to artists with little.</param>
/// <param name="Reranking">The Atkinson-Plotnick index: how far the order of artists changes; Gini before - Gini after = progressivity - reranking.</param>
/// <param name="Bands">By rank.</param>
/// <param name="Winners">Who wins most.</param>
/// <param name="Losers">Who loses most.</param>
public sealed record WhatIfCurrency(
    string Currency,
    int Artists,
    string Divided,
    string Moved,
    double GiniBefore,
    double GiniAfter,
    double Progressivity,
    double Reranking,
    IReadOnlyList<WhatIfBand> Bands,
    IReadOnlyList<WhatIfArtist> Winners,
    IReadOnlyList<WhatIfArtist> Losers);

/// <summary>What a model would change in a month. Amounts are of net pools, before agreements and splits, to the millionth of a minor unit.</summary>
/// <param name="Period">The month.</param>
/// <param name="Model">The model that was tried.</param>
/// <param name="Against">What it is compared with; null for the models that were agreed.</param>
/// <param name="Currencies">By currency: amounts of different currencies are not added.</param>
public sealed record WhatIfView(string Period, RoyaltyModel Model, RoyaltyModel? Against, IReadOnlyList<WhatIfCurrency> Currencies);
