using Spotify.Core.Ingestion.Analysis;

namespace Spotify.Core.Recommendations.Audio;

/// <summary>
/// What the network is shown of a track: a row for each of its 256 parts, of 80 levels and 80 deviations. Levels are relative to the track's own mean, so that a louder master of a
/// recording is the same sound.
/// </summary>
public static class SoundInput
{
    /// <summary>Figures of a part: a level and a deviation for each band.</summary>
    public const int Channels = 2 * MelSummary.Bands;

    /// <summary>Parts of a track.</summary>
    public const int Steps = MelSummary.Frames;

    /// <summary>All figures of a track.</summary>
    public const int Length = Channels * Steps;

    /// <summary>Writes a track's figures, in dB.</summary>
    /// <param name="mel">The track.</param>
    /// <param name="into">Of <see cref="Length"/>.</param>
    public static void Write(MelSummary mel, Span<float> into)
    {
        ArgumentNullException.ThrowIfNull(mel);
        double sum = 0;
        for (var band = 0; band < MelSummary.Bands; band++)
        {
            for (var step = 0; step < Steps; step++)
            {
                var level = mel.LevelOf(band, step);
                sum += level;
                into[(step * Channels) + band] = (float)level;
                into[(step * Channels) + MelSummary.Bands + band] = (float)mel.DeviationOf(band, step);
            }
        }

        var mean = (float)(sum / (MelSummary.Bands * Steps));
        for (var step = 0; step < Steps; step++)
        {
            foreach (ref var level in into.Slice(step * Channels, MelSummary.Bands))
                level -= mean;
        }
    }
}
