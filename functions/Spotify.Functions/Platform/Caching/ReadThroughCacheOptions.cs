namespace Spotify.Functions.Platform.Caching;

/// <summary>The bounds of a <see cref="ReadThroughCache{T}"/>.</summary>
internal sealed record ReadThroughCacheOptions
{
    /// <summary>Entries kept at the most.</summary>
    public required int Capacity { get; init; }

    /// <summary>An entry this old is still served, while one reader in the background looks for a newer one.</summary>
    public TimeSpan FreshFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After <see cref="FreshFor"/>, how long an entry may still be served before it is confirmed; then readers wait for the store.</summary>
    public TimeSpan ConfirmWithin { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long it is remembered that nothing is there.</summary>
    public TimeSpan AbsentFor { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a reader who could be served an old entry waits for the store.</summary>
    public TimeSpan PatienceWithEntry { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a read of the store may take.</summary>
    public TimeSpan LoadTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an entry whose confirmation failed is served before the next try.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(2);
}
