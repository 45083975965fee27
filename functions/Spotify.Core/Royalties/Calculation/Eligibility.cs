namespace Spotify.Core.Royalties.Calculation;

/// <summary>Whether a track is paid this month, and if not, why. JSON: <c>eligible too_few_streams too_few_listeners noise_too_short</c>.</summary>
public enum EligibilityVerdict
{
    /// <summary>It is paid.</summary>
    Eligible = 0,

    /// <summary>Fewer streams within the last months than the rules want.</summary>
    TooFewStreams = 1,

    /// <summary>Fewer distinct listeners within the last months than the rules want.</summary>
    TooFewListeners = 2,

    /// <summary>Functional noise that is too short.</summary>
    NoiseTooShort = 3,
}

/// <summary>Decides which tracks are paid. Streams of the others leave every denominator; the pool stays whole.</summary>
public static class Eligibility
{
    /// <summary>Judges a track.</summary>
    /// <param name="rules">The thresholds.</param>
    /// <param name="months">The track's tallies of the last <see cref="RoyaltyRules.Months"/> closed periods, this one included; those without plays may be missing.</param>
    /// <param name="fact">What is known of the track; null where the catalogue has nothing: then it is taken for music.</param>
    public static EligibilityVerdict Judge(RoyaltyRules rules, IReadOnlyCollection<TrackTally> months, TrackFact? fact)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(months);
        var streams = 0L;
        foreach (var month in months)
            streams += month.Streams;
        if (streams < rules.MinStreams)
            return EligibilityVerdict.TooFewStreams;
        if (TrackTally.DistinctListeners(months) < rules.MinListeners)
            return EligibilityVerdict.TooFewListeners;
        return fact is { IsNoise: true } && fact.DurationMs < rules.NoiseMinMs ? EligibilityVerdict.NoiseTooShort : EligibilityVerdict.Eligible;
    }

    /// <summary>What a stream of a track is worth.</summary>
    /// <param name="rules">The weights.</param>
    /// <param name="verdict">What <see cref="Judge"/> says.</param>
    /// <param name="fact">What is known of the track.</param>
    /// <param name="artist">The month's tally of its first artist; null where there is none.</param>
    public static TrackTerm TermOf(RoyaltyRules rules, EligibilityVerdict verdict, TrackFact? fact, ArtistTally? artist)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return verdict == EligibilityVerdict.Eligible
            ? new TrackTerm(fact is { IsNoise: true } ? rules.NoiseHundredths : 100, artist is not null && artist.IsProfessional(rules))
            : default;
    }
}
