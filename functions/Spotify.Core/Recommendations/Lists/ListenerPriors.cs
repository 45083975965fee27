namespace Spotify.Core.Recommendations.Lists;

/// <summary>
/// What is believed of a listener of whom little is known: that he likes what is played where he lives, and music that came out when he was young. Both move popularity alone, which
/// is the weakest signal, and less and less the more he has heard.
/// </summary>
/// <param name="Charted">Places in the chart of his country, from 0.</param>
/// <param name="BirthYear">When he was born; null where that is unknown.</param>
/// <param name="Heard">How many tracks he has heard.</param>
public sealed record ListenerPriors(IReadOnlyDictionary<Telemetry.TrackKey, int> Charted, int? BirthYear, int Heard)
{
    // Points of popularity, which is 0 to 100.
    private const double OfChart = 30;
    private const double OfAge = 20;

    // Preference for popular music is highest for what came out at this age (Holbrook and Schindler 1989), and falls off on both sides.
    private const double AgeOfPeak = 23.5;
    private const double Spread = 12;

    /// <summary>A candidate with its popularity among people like the listener.</summary>
    /// <param name="candidate">The candidate.</param>
    public Candidate Of(Candidate candidate)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        var points = 0.0;
        if (Charted.TryGetValue(candidate.Track, out var place))
            points += OfChart * (1 - (place / (double)Math.Max(1, Charted.Count)));
        if (BirthYear is { } born && candidate.Released is { } released)
            points += OfAge * Math.Exp(-Math.Pow(released.Year - born - AgeOfPeak, 2) / (2 * Spread * Spread));
        return points == 0 ? candidate : candidate with { Popularity = (candidate.Popularity ?? 0) + (points * TastePicks.Faded(Heard)) };
    }
}
