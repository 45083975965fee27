using System.Globalization;
using Spotify.Core.Recommendations.Lists;

namespace Spotify.Functions.Recommendations.Products;

/// <summary>A playlist that wants additions.</summary>
internal sealed record EnhanceRequest
{
    /// <summary>Ids of its tracks.</summary>
    public required IReadOnlyList<string> Tracks { get; init; }

    /// <summary>How many additions are wanted, 1 to 30.</summary>
    public int Limit { get; init; } = 10;

    /// <summary>What is wrong with it; null where nothing is.</summary>
    public string? FindFault() =>
        TrackList.FindFault(Tracks) ?? (Limit is < 1 or > Additions.Most ? string.Create(CultureInfo.InvariantCulture, $"'limit' must be 1 to {Additions.Most}.") : null);
}
