using System.ComponentModel.DataAnnotations;

namespace Spotify.Functions.Recommendations.Serving;

/// <summary>Settings of serving.</summary>
public sealed class ServingOptions
{
    /// <summary>The section.</summary>
    public const string Section = "RecommendationServing";

    /// <summary>How long a request waits for a store at the most before it takes what comes next, in milliseconds.</summary>
    [Range(10, 10_000)]
    public int PatienceMs { get; set; } = 250;

    /// <summary>How many lists this process keeps; one takes some 10 KB.</summary>
    [Range(100, 10_000_000)]
    public int CachedLists { get; set; } = 20_000;

    /// <summary>How often it is looked whether another model serves, in seconds.</summary>
    [Range(1, 86_400)]
    public int ModelSeconds { get; set; } = 60;
}
