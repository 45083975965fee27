using Spotify.Core.Catalog;

namespace Spotify.Core.Playback;

/// <summary>
/// Chooses a rung of the ladder (DESIGN section 6): free at most 160 kbit/s and never lossless; 2g low, 3g normal, 4g high at most unless a quality is asked
/// for. Lossless is given only where it is asked for.
/// </summary>
public static class RungSelector
{
    /// <summary>The most that a free listener gets, in kbit/s.</summary>
    public const int FreeBitrateKbps = 160;

    /// <summary>The rung to aim at: what was asked for or what the network bears, never above the tier's bound.</summary>
    /// <param name="request">Who asks, for what.</param>
    public static Quality Target(in RungRequest request)
    {
        var wanted = request.Quality ?? ForNetwork(request.Network);
        var bound = request.Tier.IsPremium() ? Quality.Lossless : Quality.High;
        return wanted > bound ? bound : wanted;
    }

    /// <summary>
    /// The rendition to play. A format that was asked for comes first, at its best rung up to the target; where it has none, the best rung of all formats up
    /// to the target, at equal rung in the order Ogg, AAC, MP3, FLAC. Where nothing is that low, the lowest rung there is within the tier.
    /// </summary>
    /// <param name="renditions">The track's renditions, in any order; the preview is never chosen.</param>
    /// <param name="request">Who asks, for what.</param>
    /// <returns>The rendition, the same for the same renditions in any order; null where the tier may have none of them.</returns>
    public static Rendition? Select(IReadOnlyList<Rendition> renditions, in RungRequest request)
    {
        ArgumentNullException.ThrowIfNull(renditions);
        var target = Target(request);
        Rendition? best = null;
        for (var i = 0; i < renditions.Count; i++)
        {
            var candidate = renditions[i];
            if (MayHave(candidate, request.Tier) && (best is null || IsBetter(candidate, best, target, request.Format)))
                best = candidate;
        }

        return best;
    }

    /// <summary>Whether a tier may have a file of this kind (DESIGN section 6): free at most 160 kbit/s and never lossless.</summary>
    /// <param name="tier">What the listener pays for.</param>
    /// <param name="quality">The file's rung.</param>
    /// <param name="format">Its format.</param>
    /// <param name="bitrateKbps">Its bit rate in kbit/s.</param>
    public static bool Permits(Tier tier, Quality quality, AudioFormat format, int bitrateKbps) =>
        quality != Quality.Preview && (tier.IsPremium() || (quality <= Quality.High && bitrateKbps <= FreeBitrateKbps && format != AudioFormat.Flac));

    private static bool MayHave(Rendition rendition, Tier tier) => Permits(tier, rendition.Quality, rendition.Format, rendition.BitrateKbps);

    private static bool IsBetter(Rendition one, Rendition other, Quality target, AudioFormat? format)
    {
        var (within, otherWithin) = (one.Quality <= target, other.Quality <= target);
        if (within != otherWithin)
            return within;
        if (!within)
            return one.Quality != other.Quality ? one.Quality < other.Quality : IsPreferred(one, other, format);
        var (asked, otherAsked) = (one.Format == format, other.Format == format);
        if (asked != otherAsked)
            return asked;
        return one.Quality != other.Quality ? one.Quality > other.Quality : IsPreferred(one, other, format);
    }

    /// <summary>An order among renditions of one rung that leaves no two equal, so that the choice does not depend on the list's order.</summary>
    private static bool IsPreferred(Rendition one, Rendition other, AudioFormat? format)
    {
        var (asked, otherAsked) = (one.Format == format, other.Format == format);
        if (asked != otherAsked)
            return asked;
        if (one.Format != other.Format)
            return one.Format < other.Format;
        return one.BitrateKbps != other.BitrateKbps ? one.BitrateKbps > other.BitrateKbps : string.CompareOrdinal(one.Blob, other.Blob) < 0;
    }

    private static Quality ForNetwork(NetworkType network) => network switch
    {
        NetworkType.SecondGeneration => Quality.Low,
        NetworkType.ThirdGeneration => Quality.Normal,
        NetworkType.FourthGeneration => Quality.High,
        NetworkType.Unknown => Quality.High,
        _ => Quality.VeryHigh,
    };
}
