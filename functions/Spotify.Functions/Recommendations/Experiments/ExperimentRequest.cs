using Spotify.Core.Catalog;
using Spotify.Core.Recommendations.Blend;
using Spotify.Core.Recommendations.Lists;

namespace Spotify.Functions.Recommendations.Experiments;

/// <summary>An experiment as an operator writes it.</summary>
internal sealed record ExperimentRequest
{
    /// <summary>The products that experiments may be made with: those whose lists are made of weighed signals when they are asked for.</summary>
    public static IReadOnlyList<ListKind> Products { get; } =
        [ListKind.DiscoverWeekly, ListKind.ReleaseRadar, ListKind.DailyMix, ListKind.Radio, ListKind.BecauseYouPlayed, ListKind.Welcome, ListKind.Enhance];

    private const int LongestDescription = 500;
    private const int MostArms = 8;

    /// <summary>What it is for, at most 500 characters.</summary>
    public string Description { get; init; } = "";

    /// <summary>The product whose lists its arms make differently.</summary>
    public required ListKind Product { get; init; }

    /// <summary>Two to eight arms; the others are compared with the first.</summary>
    public required IReadOnlyList<ArmRequest> Arms { get; init; }

    /// <summary>What is wrong with it; null where nothing is.</summary>
    public string? FindFault(string name)
    {
        if (!Products.Contains(Product))
            return "'product' must be one whose lists are made of weighed signals: discover_weekly, release_radar, daily_mix, radio, because_you_played, welcome or enhance.";
        if (Description.Length > LongestDescription || !PlainText.IsText(Description))
            return "'description' must be plain text of at most 500 characters.";
        if (Arms.Count > MostArms || Arms.Any(arm => arm is null))
            return "'arms' must be two to eight.";
        if (ToDocument(name, "", default).ToExperiment().Problem() is { } problem)
            return $"'arms' or the name: {problem}.";
        return Arms.Any(arm => arm.Weights is { } weights && !AreWeights(weights)) ? "'weights' must each be 0 to 1, and not all 0." : null;
    }

    public ExperimentDocument ToDocument(string name, string by, DateTimeOffset now) => new()
    {
        Name = name,
        Description = Description,
        Product = Product,
        Arms = [.. Arms.Select(arm => new ArmDocument { Name = arm.Name, Share = arm.Share, Weights = arm.Weights })],
        By = by,
        StartedAt = now,
    };

    private static bool AreWeights(BlendWeights weights) =>
        ((double[])[weights.Collaborative, weights.Content, weights.Audio, weights.Popularity]) is var all && all.All(one => one is >= 0 and <= 1) && all.Sum() > 0;
}

/// <summary>An arm as an operator writes it.</summary>
internal sealed record ArmRequest
{
    /// <summary>What it is called, 1 to 64 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The share of listeners who get it, above 0 to 1.</summary>
    public required double Share { get; init; }

    /// <summary>What each signal says; what the model has learned where it is not said.</summary>
    public BlendWeights? Weights { get; init; }
}
