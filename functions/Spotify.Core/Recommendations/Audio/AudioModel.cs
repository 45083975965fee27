using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Spotify.Core.Ingestion.Analysis;
using Spotify.Core.Recommendations.Neighbours;
using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Audio;

/// <summary>
/// Says from a track's sound where the collaborative model would put it, so that a track that nobody has heard yet has a place. Two parts: ridge regression on
/// <see cref="SoundStatistics"/>, and a <see cref="SoundNetwork"/> where there are tracks enough for one; validation says what share of each makes the vector, so that the network is
/// never worse than the statistics alone. The same samples, options and seed give the same bytes for any number of threads.
/// <para>
/// As bytes (little-endian): "SAUD", version (1, u32), dimensions, whether there is a network, convolutions, hidden figures, the network's share (f32), the vectors' scale (f32), for each
/// convolution its three figures, means, scales, weights and biases of the statistics (f64), of the network means, scales and parameters (f32), and the SHA-256 of all that.
/// </para>
/// </summary>
public sealed class AudioModel
{
    /// <summary>Tracks without which there is no model.</summary>
    public const int MinimumTracks = 20;

    private const uint Version = 1;
    private const int Largest = 4096;

    private static readonly double[] Penalties = [0.003, 0.01, 0.03, 0.1, 0.3, 1, 3];
    private static readonly float[] Shares = [0, 0.25f, 0.5f, 0.75f, 1];

    private readonly Ridge _ridge;
    private readonly Heard? _network;
    private readonly float _share;
    private readonly float _scale;

    private AudioModel(Ridge ridge, Heard? network, float share, float scale)
    {
        (_ridge, _network, _share, _scale) = (ridge, network, share, scale);
        Hash = Convert.ToHexStringLower(SHA256.HashData(Body()));
    }

    /// <summary>Figures of a vector.</summary>
    public int Dimensions => _ridge.Biases.Length;

    /// <summary>What share of a vector the network makes; 0 where statistics make it alone.</summary>
    public double NetworkShare => _share;

    /// <summary>SHA-256 of the model in hexadecimal digits: its version.</summary>
    public string Hash { get; }

    /// <summary>Trains a model.</summary>
    /// <param name="samples">Tracks that have plays.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static AudioTraining Train(IReadOnlyList<AudioSample> samples, AudioOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(samples);
        options ??= new AudioOptions();
        var usable = samples.Where(sample => Array.TrueForAll(sample.Factors, float.IsFinite) && Array.Exists(sample.Factors, value => value != 0)).ToArray();
        var ignored = samples.Count - usable.Length;
        if (usable.Length < MinimumTracks)
            return new AudioTraining(AudioTrainingOutcome.TooFewTracks, null, usable.Length, ignored, 0, [], 0);
        if (Array.Exists(usable, sample => sample.Factors.Length != usable[0].Factors.Length))
            return new AudioTraining(AudioTrainingOutcome.DimensionsDiffer, null, usable.Length, ignored, 0, [], 0);

        // Vectors with a mean square of 1: what an error costs depends on no model's scale.
        var scale = (float)Math.Sqrt(usable.Average(sample => sample.Factors.Average(value => (double)value * value)));
        SeededRandom.For(options.Seed, 1).Shuffle<AudioSample>(usable);
        usable = [.. usable.Take(options.MaximumTracks).Select(sample => sample with { Factors = [.. sample.Factors.Select(value => value / scale)] })];
        var cut = Math.Clamp((int)(usable.Length * options.ValidationShare), 5, usable.Length / 2);
        var (validation, learned) = (usable[..cut], usable[cut..]);

        var ridge = BestRidge(learned, validation, options, out var heard);
        var truths = validation.Select(sample => sample.Factors).ToArray();
        var alone = Mean(heard, truths);
        if (learned.Length < options.NetworkFrom)
            return new AudioTraining(AudioTrainingOutcome.Statistics, new AudioModel(ridge, null, 0, scale), usable.Length, ignored, alone, [], alone);

        var network = new SoundNetwork(NetworkShape.ForTracks(truths[0].Length));
        var trainer = new NetworkTrainer(network, options);
        var parameters = trainer.Train(learned, validation, cancellationToken);
        var known = new Heard(network, trainer.Means, trainer.Scales, parameters);
        var vectors = Map(validation, options.Threads, sample => known.Predict(sample.Mel));
        var (share, cosine) = (0f, double.NegativeInfinity);
        foreach (var candidate in Shares)
        {
            var blended = Mean([.. vectors.Select((vector, i) => Blend(heard[i], vector, candidate))], truths);
            // A share more must pay for itself: equals stay with the statistics.
            if (blended > cosine)
                (share, cosine) = (candidate, blended);
        }

        return new AudioTraining(
            share > 0 ? AudioTrainingOutcome.Network : AudioTrainingOutcome.Statistics,
            new AudioModel(ridge, share > 0 ? known : null, share, scale), usable.Length, ignored, alone, [.. trainer.Cosines.Select(value => (double)value)], cosine);
    }

    /// <summary>Where a track belongs by its sound. Safe for any number of threads.</summary>
    /// <param name="mel">Its spectrogram.</param>
    /// <param name="features">Its features, or null where there are none.</param>
    public float[] Predict(MelSummary mel, AudioFeatures? features = null)
    {
        ArgumentNullException.ThrowIfNull(mel);
        var vector = new float[Dimensions];
        _ridge.Predict(SoundStatistics.Of(mel, features), vector);
        if (_network is not null)
            vector = Blend(vector, _network.Predict(mel), _share);
        foreach (ref var value in vector.AsSpan())
            value *= _scale;
        return vector;
    }

    /// <summary>How well the model places tracks it has not learned from.</summary>
    /// <param name="heldOut">The tracks, with the vectors that hearing gave them.</param>
    /// <exception cref="ArgumentException">There is none, or vectors have another length than the model's.</exception>
    public AudioEvaluation Evaluate(IReadOnlyList<AudioSample> heldOut)
    {
        ArgumentNullException.ThrowIfNull(heldOut);
        if (heldOut.Count == 0 || heldOut.Any(sample => sample.Factors.Length != Dimensions))
            throw new ArgumentException($"there must be tracks, with vectors of {Dimensions} figures", nameof(heldOut));
        var vectors = Map([.. heldOut], Environment.ProcessorCount, sample => Predict(sample.Mel, sample.Features));
        var (ranks, found, cosines) = (0.0, 0, 0.0);
        for (var i = 0; i < vectors.Length; i++)
        {
            var own = VectorKernels.Cosine(vectors[i], heldOut[i].Factors);
            var place = 0;
            for (var j = 0; j < vectors.Length; j++)
                place += j != i && VectorKernels.Cosine(vectors[i], heldOut[j].Factors) > own ? 1 : 0;
            cosines += own;
            ranks += vectors.Length > 1 ? place / (double)(vectors.Length - 1) : 0;
            found += place < 10 ? 1 : 0;
        }

        return new AudioEvaluation(vectors.Length, cosines / vectors.Length, ranks / vectors.Length, found / (double)vectors.Length);
    }

    /// <summary>Writes the model; the same model gives the same bytes.</summary>
    /// <param name="output">Where to; it stays open.</param>
    public void WriteTo(Stream output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var body = Body();
        output.Write(body);
        output.Write(SHA256.HashData(body));
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    /// <returns>The model, or null where the bytes are none of this version, are not whole, or are damaged.</returns>
    public static AudioModel? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < SHA256.HashSizeInBytes || !SHA256.HashData(bytes[..^SHA256.HashSizeInBytes]).AsSpan().SequenceEqual(bytes[^SHA256.HashSizeInBytes..]))
            return null;
        using var reader = new BinaryReader(new MemoryStream(bytes[..^SHA256.HashSizeInBytes].ToArray()));
        try
        {
            return Read(reader);
        }
        catch (EndOfStreamException)
        {
            return null;
        }
    }

    /// <summary>What the network is shown of a track.</summary>
    internal static void WriteStandardized(MelSummary mel, ReadOnlySpan<float> means, ReadOnlySpan<float> scales, Span<float> into)
    {
        SoundInput.Write(mel, into);
        for (var step = 0; step < SoundInput.Steps; step++)
        {
            var own = into.Slice(step * SoundInput.Channels, SoundInput.Channels);
            for (var channel = 0; channel < own.Length; channel++)
                own[channel] = Math.Clamp((own[channel] - means[channel]) * scales[channel], -6, 6);
        }
    }

    private static Ridge BestRidge(AudioSample[] learned, AudioSample[] validation, AudioOptions options, out float[][] heard)
    {
        var ridges = Ridge.Fit(
            Map(learned, options.Threads, sample => SoundStatistics.Of(sample.Mel, sample.Features)), [.. learned.Select(sample => sample.Factors)], Penalties);
        var (statistics, truths) = (Map(validation, options.Threads, sample => SoundStatistics.Of(sample.Mel, sample.Features)), validation.Select(sample => sample.Factors).ToArray());
        var (best, cosine) = (ridges[0], double.NegativeInfinity);
        heard = [];
        foreach (var ridge in ridges)
        {
            float[][] vectors = [.. statistics.Select(row => Of(ridge, row))];
            var own = Mean(vectors, truths);
            if (own > cosine)
                (best, cosine, heard) = (ridge, own, vectors);
        }

        return best;

        static float[] Of(Ridge ridge, double[] row)
        {
            var vector = new float[ridge.Biases.Length];
            ridge.Predict(row, vector);
            return vector;
        }
    }

    private static TResult[] Map<TResult>(AudioSample[] samples, int threads, Func<AudioSample, TResult> of)
    {
        var results = new TResult[samples.Length];
        Parallel.For(0, samples.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, i => results[i] = of(samples[i]));
        return results;
    }

    private static double Mean(float[][] vectors, float[][] truths) => vectors.Select((vector, i) => VectorKernels.Cosine(vector, truths[i])).Average();

    private static float[] Blend(float[] statistics, float[] network, float share)
    {
        var vector = new float[statistics.Length];
        for (var i = 0; i < vector.Length; i++)
            vector[i] = ((1 - share) * statistics[i]) + (share * network[i]);
        return vector;
    }

    private static AudioModel? Read(BinaryReader reader)
    {
        if (!reader.ReadBytes(4).AsSpan().SequenceEqual("SAUD"u8) || reader.ReadUInt32() != Version)
            return null;
        var (dimensions, hasNetwork, convolutions, hidden) = (reader.ReadInt32(), reader.ReadInt32() == 1, reader.ReadInt32(), reader.ReadInt32());
        if (dimensions is < 1 or > Largest || convolutions is < 0 or > 16 || hidden is < 0 or > Largest)
            return null;
        var (share, scale) = (reader.ReadSingle(), reader.ReadSingle());
        ConvolutionShape[] shapes = [.. Enumerable.Range(0, convolutions).Select(_ => new ConvolutionShape(reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32()))];
        var ridge = Ridge.From(
            Numbers<double>(reader, SoundStatistics.Length), Numbers<double>(reader, SoundStatistics.Length),
            Numbers<double>(reader, SoundStatistics.Length * dimensions), Numbers<double>(reader, dimensions));
        if (!hasNetwork)
            return new AudioModel(ridge, null, share, scale);
        var shape = new NetworkShape(SoundInput.Channels, SoundInput.Steps, shapes, hidden, dimensions);
        if (shape.Problem() is not null)
            return null;
        var network = new SoundNetwork(shape);
        var heard = new Heard(network, Numbers<float>(reader, SoundInput.Channels), Numbers<float>(reader, SoundInput.Channels), Numbers<float>(reader, network.Parameters));
        return new AudioModel(ridge, heard, share, scale);
    }

    private static T[] Numbers<T>(BinaryReader reader, int count)
        where T : unmanaged
    {
        var numbers = new T[count];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }

    private byte[] Body()
    {
        var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        writer.Write("SAUD"u8);
        writer.Write(Version);
        writer.Write(Dimensions);
        writer.Write(_network is null ? 0 : 1);
        writer.Write(_network?.Network.Shape.Convolutions.Count ?? 0);
        writer.Write(_network?.Network.Shape.Hidden ?? 0);
        writer.Write(_share);
        writer.Write(_scale);
        foreach (var (outputs, width, stride) in _network?.Network.Shape.Convolutions ?? [])
        {
            writer.Write(outputs);
            writer.Write(width);
            writer.Write(stride);
        }

        foreach (var numbers in (double[][])[_ridge.Means, _ridge.Scales, _ridge.Weights, _ridge.Biases])
            writer.Write(MemoryMarshal.AsBytes(numbers.AsSpan()));
        foreach (var numbers in _network is null ? [] : (float[][])[_network.Means, _network.Scales, _network.Parameters])
            writer.Write(MemoryMarshal.AsBytes(numbers.AsSpan()));
        writer.Flush();
        return memory.ToArray();
    }

    /// <summary>A trained network.</summary>
    private sealed record Heard(SoundNetwork Network, float[] Means, float[] Scales, float[] Parameters)
    {
        public float[] Predict(MelSummary mel)
        {
            var input = new float[SoundInput.Length];
            WriteStandardized(mel, Means, Scales, input);
            return Network.NewPass().Forward(Parameters, input).ToArray();
        }
    }
}
