namespace Spotify.Functions.Royalties.Rights;

/// <summary>Something that was agreed, registered or set, and who did it.</summary>
/// <param name="Item">What holds.</param>
/// <param name="Version">Counts the changes, from 1.</param>
/// <param name="ChangedAt">When it was set.</param>
/// <param name="ChangedBy">By whom: the subject of the token.</param>
public sealed record Versioned<T>(T Item, int Version, DateTimeOffset ChangedAt, string ChangedBy);

/// <summary>Something with all that it ever was.</summary>
/// <param name="Current">What holds.</param>
/// <param name="History">Every version, the newest first.</param>
public sealed record WithHistory<T>(Versioned<T> Current, IReadOnlyList<Versioned<T>> History);
