namespace Spotify.Functions.Catalog;

/// <summary>An address that permits reading one blob for a while.</summary>
/// <param name="Url">The address with its signature.</param>
/// <param name="ExpiresAt">The first moment at which the storage refuses it, UTC.</param>
public sealed record MediaUrl(string Url, DateTime ExpiresAt);
