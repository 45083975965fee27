using Spotify.Core.Recommendations.Lists;
using Spotify.Functions.Recommendations.Serving;

namespace Spotify.Functions.Recommendations.Products;

/// <summary>A list as its listener sees it: every track is licensed for him now, and none is blocked.</summary>
/// <param name="Kind">Which product it is.</param>
/// <param name="Name">What it is called beyond its kind; empty where the kind says all.</param>
/// <param name="Items">Its tracks.</param>
internal sealed record ShownList(ListKind Kind, string Name, IReadOnlyList<ServedItem> Items)
{
    /// <summary>Its address; null where it has none.</summary>
    public string? Uri { get; init; } = ListNames.UriOf(Kind);

    /// <summary>The arm of an experiment that it was made by; null where none was.</summary>
    public ChosenArm? Arm { get; init; }

    /// <summary>Where it comes from; null where it was made just now.</summary>
    public ListSource? Source { get; init; }

    /// <summary>The week that it was made for; null where it was made for none.</summary>
    public string? Week { get; init; }

    /// <summary>When it was made; null where it was made just now.</summary>
    public DateTimeOffset? MadeAt { get; init; }
}
