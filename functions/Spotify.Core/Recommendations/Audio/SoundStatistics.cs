using Spotify.Core.Ingestion.Analysis;

namespace Spotify.Core.Recommendations.Audio;

/// <summary>
/// A track's sound in a row of figures without time: of each band its mean level, how its level varies over the track and how much moves within parts; how much changes from part to part;
/// and the <see cref="AudioFeatures"/>, whose key is a place on the circle of fifths. Unknown figures are NaN.
/// </summary>
public static class SoundStatistics
{
    /// <summary>How many figures.</summary>
    public const int Length = (3 * MelSummary.Bands) + Changes + Features;

    private const int Changes = 8;
    private const int Features = 12;

    /// <summary>A track's figures.</summary>
    /// <param name="mel">Its spectrogram.</param>
    /// <param name="features">Its features, or null where there are none.</param>
    public static double[] Of(MelSummary mel, AudioFeatures? features)
    {
        var (input, figures) = (new float[SoundInput.Length], new double[Length]);
        SoundInput.Write(mel, input);
        for (var band = 0; band < MelSummary.Bands; band++)
        {
            double sum = 0, squares = 0, deviation = 0, change = 0;
            for (var step = 0; step < SoundInput.Steps; step++)
            {
                double level = input[(step * SoundInput.Channels) + band];
                sum += level;
                squares += level * level;
                deviation += input[(step * SoundInput.Channels) + MelSummary.Bands + band];
                change += step == 0 ? 0 : Math.Abs(level - input[((step - 1) * SoundInput.Channels) + band]);
            }

            var mean = sum / SoundInput.Steps;
            figures[band] = mean;
            figures[MelSummary.Bands + band] = Math.Sqrt(Math.Max(0, (squares / SoundInput.Steps) - (mean * mean)));
            figures[(2 * MelSummary.Bands) + band] = deviation / SoundInput.Steps;
            figures[(3 * MelSummary.Bands) + (band * Changes / MelSummary.Bands)] += change / SoundInput.Steps;
        }

        var last = figures.AsSpan((3 * MelSummary.Bands) + Changes);
        if (features is null)
        {
            last.Fill(double.NaN);
            return figures;
        }

        var fifths = 2 * Math.PI * (features.Key * 7 % 12) / 12;
        ReadOnlySpan<double> known =
        [
            features.Tempo > 0 ? Math.Log2(features.Tempo) : double.NaN, features.Key >= 0 ? Math.Cos(fifths) : double.NaN, features.Key >= 0 ? Math.Sin(fifths) : double.NaN,
            features.Key >= 0 ? features.Mode : double.NaN, features.Loudness, features.Energy, features.Danceability, features.Valence, features.Acousticness,
            features.Instrumentalness, features.Speechiness, features.Liveness,
        ];
        known.CopyTo(last);
        return figures;
    }
}
