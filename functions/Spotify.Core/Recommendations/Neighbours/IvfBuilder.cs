using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Neighbours;

/// <summary>
/// Makes the file of an <see cref="IvfIndex"/>. Rows find their centres by themselves, and a centre is the sum of its rows in their order: threads change nothing.
/// </summary>
internal static class IvfBuilder
{
    private const int CodeRange = 127;

    public static void Write(FactorMatrix vectors, VectorMetric metric, IvfOptions options, Stream output, uint version, CancellationToken cancellationToken)
    {
        var lists = Math.Clamp(options.Lists ?? (int)Math.Sqrt(vectors.Rows), 1, vectors.Rows);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellationToken };
        var longest = metric == VectorMetric.Cosine ? 1 : Enumerable.Range(0, vectors.Rows).Max(row => Squares(vectors[row]));
        var centres = Centres(vectors, longest, lists, options, parallel);
        var nearest = new int[vectors.Rows];
        Assign(vectors, row => row, longest, centres, nearest, parallel);

        var starts = new int[lists + 1];
        foreach (var list in nearest)
            starts[list + 1]++;
        for (var list = 0; list < lists; list++)
            starts[list + 1] += starts[list];
        var (places, rows) = (starts.ToArray(), new int[vectors.Rows]);
        for (var row = 0; row < rows.Length; row++)
            rows[places[nearest[row]]++] = row;
        WriteFile(vectors, metric, centres, starts, rows, output, version);
    }

    private static void WriteFile(FactorMatrix vectors, VectorMetric metric, FactorMatrix centres, int[] starts, int[] rows, Stream output, uint version)
    {
        var layout = new IvfLayout(vectors.Rows, vectors.Dimensions, centres.Rows);
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long at = 0;
        Span<int> header = stackalloc int[16];
        header.Clear();
        "SIVF"u8.CopyTo(MemoryMarshal.AsBytes(header));
        (header[1], header[2], header[3], header[4], header[5]) = ((int)version, vectors.Rows, vectors.Dimensions, centres.Rows, (int)metric);
        Put(MemoryMarshal.AsBytes(header));
        Put(MemoryMarshal.AsBytes(centres.Values));
        Fill(layout.StartsAt);
        Put(MemoryMarshal.AsBytes(starts.AsSpan()));
        Fill(layout.RowsAt);
        Put(MemoryMarshal.AsBytes(rows.AsSpan()));
        Fill(layout.StepsAt);
        var steps = new float[rows.Length];
        for (var place = 0; place < rows.Length; place++)
            steps[place] = StepOf(vectors[rows[place]]);
        Put(MemoryMarshal.AsBytes(steps.AsSpan()));
        Fill(layout.CodesAt);
        var codes = new sbyte[vectors.Dimensions];
        for (var place = 0; place < rows.Length; place++)
        {
            var vector = vectors[rows[place]];
            for (var i = 0; i < codes.Length; i++)
                codes[i] = (sbyte)MathF.Round(vector[i] / steps[place]);
            Put(MemoryMarshal.AsBytes(codes.AsSpan()));
        }

        Fill(layout.VectorsAt);
        foreach (var row in rows)
            Put(MemoryMarshal.AsBytes(vectors[row]));
        Fill(layout.Length);
        output.Write(sum.GetHashAndReset());

        void Put(ReadOnlySpan<byte> bytes)
        {
            sum.AppendData(bytes);
            output.Write(bytes);
            at += bytes.Length;
        }

        void Fill(long to) => Put(new byte[to - at]);
    }

    private static float StepOf(ReadOnlySpan<float> vector)
    {
        var largest = 0f;
        foreach (var value in vector)
            largest = Math.Max(largest, Math.Abs(value));
        return largest > 0 ? largest / CodeRange : 1;
    }

    private static float Squares(ReadOnlySpan<float> vector) => VectorKernels.Dot(vector, vector);

    // The last figure of a vector that is made as long as the longest.
    private static float Added(ReadOnlySpan<float> vector, float longest) => MathF.Sqrt(MathF.Max(0, longest - Squares(vector)));

    private static FactorMatrix Centres(FactorMatrix vectors, float longest, int lists, IvfOptions options, ParallelOptions parallel)
    {
        var sampled = Enumerable.Range(0, vectors.Rows).ToArray();
        new SeededRandom(options.Seed).Shuffle<int>(sampled);
        sampled = sampled[..(int)Math.Min(sampled.Length, (long)lists * options.SampledPerList)];
        var (centres, nearest) = (new FactorMatrix(lists, vectors.Dimensions + 1), new int[sampled.Length]);
        for (var list = 0; list < lists; list++)
            Lengthen(vectors[sampled[list]], longest, centres[list]);
        // Those in lists are written anew only when all have found theirs.
        for (var round = 0; round < options.Rounds; round++)
        {
            Assign(vectors, i => sampled[i], longest, centres, nearest, parallel);
            var members = new List<int>[lists];
            for (var i = 0; i < sampled.Length; i++)
                (members[nearest[i]] ??= []).Add(sampled[i]);
            Parallel.For(0, lists, parallel, list =>
            {
                // A centre that nobody is near stays where it is.
                if (members[list] is not { } own)
                    return;
                var centre = centres[list];
                centre.Clear();
                foreach (var row in own)
                {
                    SmallMatrix.MultiplyAdd(centre[..^1], 1, vectors[row]);
                    centre[^1] += Added(vectors[row], longest);
                }

                VectorKernels.Normalize(centre);
            });
        }

        return centres;
    }

    private static void Lengthen(ReadOnlySpan<float> vector, float longest, Span<float> into)
    {
        vector.CopyTo(into);
        into[^1] = Added(vector, longest);
        VectorKernels.Normalize(into);
    }

    private static void Assign(FactorMatrix vectors, Func<int, int> rowOf, float longest, FactorMatrix centres, int[] nearest, ParallelOptions parallel)
    {
        const int Block = 256;
        Parallel.For(0, ((nearest.Length - 1) / Block) + 1, parallel, block =>
        {
            var own = new float[centres.Dimensions];
            Span<float> scores = stackalloc float[4];
            for (var i = block * Block; i < Math.Min(nearest.Length, (block + 1) * Block); i++)
            {
                Lengthen(vectors[rowOf(i)], longest, own);
                var (best, most) = (0, float.NegativeInfinity);
                var list = 0;
                for (; list + 4 <= centres.Rows; list += 4)
                {
                    VectorKernels.Dot4(own, centres.Values.Slice(list * own.Length, 4 * own.Length), scores);
                    for (var j = 0; j < 4; j++)
                    {
                        if (scores[j] > most)
                            (best, most) = (list + j, scores[j]);
                    }
                }

                for (; list < centres.Rows; list++)
                {
                    var score = VectorKernels.Dot(own, centres[list]);
                    if (score > most)
                        (best, most) = (list, score);
                }

                nearest[i] = best;
            }
        });
    }
}
