namespace Spotify.Core.Playback;

/// <summary>The gain that brings a recording to the loudness target (DESIGN section 6; ReplayGain's idea, on EBU R 128 figures).</summary>
public static class LoudnessGain
{
    /// <summary>The loudness that all music is played at, in LUFS.</summary>
    public const double TargetLufs = -14;

    /// <summary>The highest true peak after gain, in dBTP.</summary>
    public const double CeilingDbtp = -1;

    /// <summary>EBU R 128's absolute gate in LUFS: what measures no louder is silence and is left as it is.</summary>
    public const double GateLufs = -70;

    /// <summary>The gain in dB: to the target, or as near to it from below as the true peak permits.</summary>
    /// <param name="integratedLufs">Integrated loudness of the track or the album, in LUFS.</param>
    /// <param name="truePeakDbtp">Highest true peak of the track or the album, in dBTP.</param>
    /// <returns>Rounded down to hundredths, so that rounding never lifts the peak over the ceiling.</returns>
    public static double Decibels(double integratedLufs, double truePeakDbtp)
    {
        var wanted = integratedLufs <= GateLufs || !double.IsFinite(integratedLufs) ? 0 : TargetLufs - integratedLufs;
        var room = double.IsFinite(truePeakDbtp) ? CeilingDbtp - truePeakDbtp : double.PositiveInfinity;
        // A hair is added so that a gain that already is a whole number of hundredths does not lose one to binary fractions.
        return Math.Floor((Math.Min(wanted, room) * 100) + 1e-7) / 100;
    }
}
