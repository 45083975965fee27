using Spotify.Core.Subscriptions;

namespace Spotify.Functions.Subscriptions.Abuse;

/// <summary>From where and with what an account was used of late: container <c>users</c>, partition user, id <see cref="Id"/>; gone when it has not been used for a month.</summary>
internal sealed record SightingDocument
{
    public const string Id = "sightings";

    public string Type { get; init; } = "sightings";

    public int V { get; init; } = 1;

    public AccountSightings Seen { get; init; } = new();

    /// <summary>What operators see it under; null where they do not.</summary>
    public string? Suspect { get; init; }
}

/// <summary>An account that operators should look at: container <c>system</c>, partition <see cref="Kind"/>, id <see cref="IdOf"/>, the most suspected first.</summary>
internal sealed record SuspectDocument
{
    public const string Kind = "suspicious-accounts";

    public static readonly TimeSpan TimeToLive = TimeSpan.FromDays(30);

    public string Type { get; init; } = "suspicious_account";

    public int V { get; init; } = 1;

    public required string User { get; init; }

    public required int Score { get; init; }

    public required IReadOnlyList<SuspicionFinding> Findings { get; init; }

    public required DateTimeOffset SeenAt { get; init; }

    public static string IdOf(string userId, int score) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{100 - score:D3}-{Core.Catalog.SpotifyId.Derive("suspect", userId)}");
}
