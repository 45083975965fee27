namespace Spotify.Core.Ingestion.Analysis;

/// <summary>A key.</summary>
/// <param name="Key">Pitch class, C = 0; -1 where nothing has a pitch.</param>
/// <param name="Mode">1 major, 0 minor.</param>
/// <param name="KeyConfidence">How much better it fits than any other tonic, 0 to 1.</param>
/// <param name="ModeConfidence">How much better it fits than the other mode on the same tonic or its relative, 0 to 1.</param>
public sealed record KeyEstimate(int Key, int Mode, double KeyConfidence, double ModeConfidence)
{
    /// <summary>Nothing has a pitch.</summary>
    public static KeyEstimate None { get; } = new(-1, 0, 0, 0);
}

/// <summary>How strong each pitch class is in a key, from its tonic on.</summary>
/// <param name="Name">Who found it out.</param>
/// <param name="Major">In major.</param>
/// <param name="Minor">In minor.</param>
public sealed record KeyProfile(string Name, IReadOnlyList<double> Major, IReadOnlyList<double> Minor)
{
    /// <summary>Krumhansl and Kessler 1982: what listeners find fitting.</summary>
    public static KeyProfile Krumhansl { get; } = new(
        "Krumhansl",
        [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88],
        [6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17]);

    /// <summary>Temperley 1999, by rules of harmony.</summary>
    public static KeyProfile Temperley { get; } = new(
        "Temperley", [5, 2, 3.5, 2, 4.5, 4, 2, 4.5, 2, 3.5, 1.5, 4], [5, 2, 3.5, 4.5, 2, 4, 2, 4.5, 3.5, 2, 1.5, 4]);

    /// <summary>Albrecht and Shanahan 2013, counted in scores.</summary>
    public static KeyProfile Albrecht { get; } = new(
        "Albrecht",
        [.238, .006, .111, .006, .137, .094, .016, .214, .009, .080, .008, .081],
        [.220, .006, .104, .123, .019, .103, .012, .214, .062, .022, .061, .052]);

    /// <summary>Sha'ath 2011, made for electronic and popular music.</summary>
    public static KeyProfile Shaath { get; } = new(
        "Shaath", [6.6, 2, 3.5, 2.3, 4.6, 4, 2.5, 5.2, 2.4, 3.7, 2.3, 3.4], [6.5, 2.7, 3.5, 5.4, 2.6, 3.5, 2.5, 5.2, 4, 2.7, 4.3, 3.2]);

    /// <summary>Faraldo and others 2016, measured on electronic music.</summary>
    public static KeyProfile Edma { get; } = new(
        "EDMA", [1, .29, .50, .40, .60, .56, .32, .80, .31, .45, .42, .39], [1, .31, .44, .58, .33, .49, .29, .78, .43, .29, .53, .32]);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<KeyProfile> All { get; } = [Krumhansl, Temperley, Albrecht, Shaath, Edma];
}

/// <summary>Finds a key: the one of 24 whose profile goes best with the pitch classes (correlation).</summary>
public static class KeyFinder
{
    // What a difference of correlations must be for full confidence.
    private const double Certain = 0.25;

    /// <summary>The profile that is used; chosen by measurement.</summary>
    public static KeyProfile Profile { get; } = KeyProfile.Shaath;

    /// <summary>Finds the key.</summary>
    /// <param name="pitches">Strength of the twelve pitch classes from C on.</param>
    /// <param name="profile">What to compare with; <see cref="Profile"/> by default.</param>
    public static KeyEstimate Find(ReadOnlySpan<double> pitches, KeyProfile? profile = null)
    {
        profile ??= Profile;
        Span<double> fits = stackalloc double[24];
        for (var key = 0; key < 12; key++)
        {
            fits[key] = Correlate(pitches, profile.Major, key);
            fits[12 + key] = Correlate(pitches, profile.Minor, key);
        }

        var best = 0;
        for (var i = 1; i < fits.Length; i++)
        {
            if (fits[i] > fits[best])
                best = i;
        }

        if (!(fits[best] > 0))
            return KeyEstimate.None;
        var (tonic, isMajor) = (best % 12, best < 12);
        var other = double.NegativeInfinity;
        for (var i = 0; i < fits.Length; i++)
        {
            if (i % 12 != tonic)
                other = Math.Max(other, fits[i]);
        }

        var otherMode = Math.Max(fits[isMajor ? 12 + tonic : tonic], fits[isMajor ? 12 + ((tonic + 9) % 12) : (tonic + 3) % 12]);
        return new KeyEstimate(tonic, isMajor ? 1 : 0, Confidence(fits[best] - other), Confidence(fits[best] - otherMode));
    }

    private static double Confidence(double lead) => Math.Clamp(lead / Certain, 0, 1);

    private static double Correlate(ReadOnlySpan<double> pitches, IReadOnlyList<double> profile, int key)
    {
        double meanPitch = 0, meanProfile = 0;
        for (var i = 0; i < 12; i++)
            (meanPitch, meanProfile) = (meanPitch + (pitches[i] / 12), meanProfile + (profile[i] / 12));
        double product = 0, squares = 0, profileSquares = 0;
        for (var i = 0; i < 12; i++)
        {
            var (a, b) = (pitches[(i + key) % 12] - meanPitch, profile[i] - meanProfile);
            product += a * b;
            squares += a * a;
            profileSquares += b * b;
        }

        return squares > 0 ? product / Math.Sqrt(squares * profileSquares) : 0;
    }
}
