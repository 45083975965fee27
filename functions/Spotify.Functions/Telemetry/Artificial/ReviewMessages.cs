using Spotify.Core.Telemetry.Artificial;

namespace Spotify.Functions.Telemetry.Artificial;

/// <summary>Which day to review.</summary>
/// <param name="Date">The UTC day on which the plays began, <c>yyyy-MM-dd</c>.</param>
/// <param name="Run">What tells this run's working documents from another's: 22 characters.</param>
public sealed record ReviewInput(string Date, string Run);

/// <summary>The parts in which a review reads the ledger.</summary>
/// <param name="Ranges">Tokens of scan ranges; each listener lies within one.</param>
public sealed record ReviewPlan(IReadOnlyList<string> Ranges);

/// <summary>One part of a review.</summary>
/// <param name="Review">The review.</param>
/// <param name="Part">Its number.</param>
/// <param name="Range">Its scan range.</param>
public sealed record ReviewPart(ReviewInput Review, int Part, string Range);

/// <summary>One part of a review, and the groups to look for in it.</summary>
/// <param name="Part">The part.</param>
/// <param name="Suspects">The day's suspicious groups.</param>
public sealed record GroupPart(ReviewPart Part, SuspectGroups Suspects);

/// <summary>What a review, or a part of it, has come to.</summary>
/// <param name="Listeners">Listeners with plays on the day.</param>
/// <param name="Plays">Their plays.</param>
/// <param name="Cases">Cases found.</param>
/// <param name="Excluded">Plays that are taken out.</param>
public sealed record ReviewFigures(int Listeners, int Plays, int Cases, int Excluded)
{
    /// <summary>Both together.</summary>
    public ReviewFigures Plus(ReviewFigures other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new ReviewFigures(Listeners + other.Listeners, Plays + other.Plays, Cases + other.Cases, Excluded + other.Excluded);
    }
}
