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

    /// <summary>
    /// Gives one request back that was taken and should not count after all: who takes first and gives back in the end is never let through more often than the budget
    /// allows, however many come at once. Where the store is away the request stays counted.
    /// </summary>
    /// <param name="kind">Which budget.</param>
    /// <param name="caller">Whose.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    ValueTask GiveBackAsync(LimitKind kind, string caller, CancellationToken cancellationToken = default);
}
