namespace Spotify.Functions.Platform.Limits;

/// <summary>
/// Budgets of requests over a rolling window, shared by all instances through the document store. Where the store is away each instance counts for itself: nobody
/// is refused because of it.
/// </summary>
public interface IRateLimiter
{
    /// <summary>Takes from a caller's budget.</summary>
    /// <param name="kind">Which budget.</param>
    /// <param name="caller">Whose: a user, an address, or whatever else is to be limited, such as <c>account:{hash}</c>. It is stored as a hash alone.</param>
    /// <param name="cost">How much, 1 or more.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    ValueTask<LimitDecision> TakeAsync(LimitKind kind, string caller, int cost = 1, CancellationToken cancellationToken = default);
}
