namespace Spotify.Functions.Platform.Limits;

/// <summary>Whether a caller may, and what he has left.</summary>
/// <param name="IsAllowed">Whether he may; it was taken from his budget then.</param>
/// <param name="Limit">How many requests his budget holds in a window; 0 where it is not limited.</param>
/// <param name="Remaining">How many are left, as far as this instance knows.</param>
/// <param name="Reset">Until the first of what he has used comes back to him; zero where nothing is used.</param>
/// <param name="RetryAfter">Until what was asked for can be had; zero where it was.</param>
public readonly record struct LimitDecision(bool IsAllowed, int Limit, int Remaining, TimeSpan Reset, TimeSpan RetryAfter)
{
    /// <summary>Not limited.</summary>
    public static LimitDecision Unlimited { get; } = new(true, 0, 0, TimeSpan.Zero, TimeSpan.Zero);
}
