namespace Spotify.Core.Royalties.Agreements;

/// <summary>Where an agreement, or a version of splits, applies.</summary>
/// <param name="Countries">ISO 3166-1 alpha-2, or the single entry <c>*</c> for all.</param>
/// <param name="Except">Countries that are not meant although <paramref name="Countries"/> is <c>*</c>.</param>
public sealed record Territory(IReadOnlyList<string> Countries, IReadOnlyList<string> Except)
{
    /// <summary>Everywhere.</summary>
    public static Territory World { get; } = new(["*"], []);

    /// <summary>Whether a country is meant.</summary>
    public bool Includes(string country) => Countries.Contains(country) || (Countries is ["*"] && !Except.Contains(country));
}

/// <summary>What a service owes at least for each subscriber, whatever the pool holds.</summary>
/// <param name="Currency">ISO 4217; it applies to pools in this currency.</param>
/// <param name="PerSubscriber">Minor units for a subscriber and month, times the licensor's share of the pool's streams.</param>
public sealed record MinimumGuarantee(string Currency, long PerSubscriber);

/// <summary>What was agreed with a licensor: which plays it covers, what share of the net pool they get and by which model.</summary>
public sealed record Agreement
{
    /// <summary>1 to 64 letters, digits, hyphens and underscores.</summary>
    public required string Id { get; init; }

    /// <summary>Which right.</summary>
    public required RoyaltySide Side { get; init; }

    /// <summary>Whose plays: for masters the label of the ledger, for publishing the publisher that the splits name first.</summary>
    public required string Licensor { get; init; }

    /// <summary>The party that gets what no splits divide further.</summary>
    public required string Payee { get; init; }

    /// <summary>Where.</summary>
    public required Territory Territory { get; init; }

    /// <summary>Products, named as tiers are; empty for all.</summary>
    public IReadOnlyList<string> Products { get; init; } = [];

    /// <summary>The first period, <c>yyyy-MM</c>.</summary>
    public required string From { get; init; }

    /// <summary>The first period after it; null for none.</summary>
    public string? Until { get; init; }

    /// <summary>How its tracks are paid.</summary>
    public required RoyaltyModel Model { get; init; }

    /// <summary>The share of the net pool, in hundredths of a percent, 0 to 10,000.</summary>
    public required int ShareBp { get; init; }

    /// <summary>What is owed at least.</summary>
    public IReadOnlyList<MinimumGuarantee> Minimums { get; init; } = [];

    /// <summary>Whether it covers a country and product in a period.</summary>
    public bool Covers(string country, string product, string period) =>
        Territory.Includes(country)
        && (Products.Count == 0 || Products.Contains(product))
        && EffectivePeriods.Include(From, Until, period);
}
