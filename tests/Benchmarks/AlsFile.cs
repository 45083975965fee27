using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Vectors;
using Spotify.TestSupport.Recommendations;

namespace Benchmarks;

/// <summary>What both sides of the scenario <c>als</c> read and write (the layout is told in <c>als/ials.cpp</c>), our side as a process of its own, and the objective.</summary>
internal static class AlsFile
{
    public const string Peer = "als";

    /// <summary>Our side: the same command line, the same lines of output.</summary>
    public static void Run(string[] arguments)
    {
        var options = new IalsOptions
        {
            Dimensions = int.Parse(arguments[2], CultureInfo.InvariantCulture),
            Sweeps = int.Parse(arguments[3], CultureInfo.InvariantCulture),
            Unobserved = double.Parse(arguments[4], CultureInfo.InvariantCulture),
            Regularization = double.Parse(arguments[5], CultureInfo.InvariantCulture),
            Exponent = double.Parse(arguments[6], CultureInfo.InvariantCulture),
            Threads = int.Parse(arguments[7], CultureInfo.InvariantCulture),
        };

        // Code is compiled while it runs first: a small set before the clock starts.
        Ials.Train(Copies(Made(400, 300).Train, 1), options with { Sweeps = 3 });
        var clock = new Clock();
        var model = Ials.Train(Read(arguments[0]), options, clock);
        using var file = File.Create(arguments[1]);
        file.Write(MemoryMarshal.AsBytes(model.Listeners.Values));
        file.Write(MemoryMarshal.AsBytes(model.Tracks.Values));
        Console.WriteLine(File.Exists("/proc/self/status")
            ? long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).AsSpan(6).TrimEnd("kB "), CultureInfo.InvariantCulture) * 1024
            : Process.GetCurrentProcess().PeakWorkingSet64);
    }

    /// <summary>Writes pairs, and the vectors that our side begins with.</summary>
    public static void Write(string path, Interactions seen, IalsOptions options)
    {
        using var writer = new BinaryWriter(new BufferedStream(File.Create(path), 1 << 20));
        writer.Write(seen.Rows);
        writer.Write(seen.Columns);
        writer.Write((long)seen.Count);
        var start = 0L;
        writer.Write(start);
        for (var row = 0; row < seen.Rows; row++)
            writer.Write(start += seen.ColumnsOf(row).Length);
        for (var row = 0; row < seen.Rows; row++)
            writer.Write(MemoryMarshal.AsBytes(seen.ColumnsOf(row)));
        for (var row = 0; row < seen.Rows; row++)
            writer.Write(MemoryMarshal.AsBytes(seen.WeightsOf(row)));
        writer.Write(MemoryMarshal.AsBytes(Ials.Begin(seen.Columns, options).Values));
    }

    /// <summary>What a side learned. Listeners are solved once more, as <see cref="Ials.Train"/> ends.</summary>
    public static IalsModel ReadModel(string path, Interactions seen, IalsOptions options)
    {
        var (listeners, tracks) = (new FactorMatrix(seen.Rows, options.Dimensions), new FactorMatrix(seen.Columns, options.Dimensions));
        using (var file = File.OpenRead(path))
        {
            file.ReadExactly(MemoryMarshal.AsBytes(listeners.Values));
            file.ReadExactly(MemoryMarshal.AsBytes(tracks.Values));
        }

        Ials.SolveRows(seen, tracks, Ials.Gram(tracks, options.Threads), options, listeners);
        return new IalsModel(listeners, tracks, options);
    }

    /// <summary>The objective of <see cref="IalsOptions"/>.</summary>
    public static double CostOf(Interactions seen, IalsModel model)
    {
        var (options, cost) = (model.Options, 0.0);
        for (var row = 0; row < seen.Rows; row++)
        {
            var listener = model.Listeners[row];
            var columns = seen.ColumnsOf(row);
            for (var i = 0; i < columns.Length; i++)
            {
                var miss = 1 - Dot(listener, model.Tracks[columns[i]]);
                cost += seen.WeightsOf(row)[i] * miss * miss;
            }
        }

        var (listeners, tracks) = (Ials.Gram(model.Listeners), Ials.Gram(model.Tracks));
        for (var i = 0; i < options.Dimensions; i++)
        {
            // Lower triangles: what is off the diagonal counts twice.
            for (var j = 0; j <= i; j++)
                cost += options.Unobserved * (i == j ? 1 : 2) * listeners[(i * options.Dimensions) + j] * tracks[(i * options.Dimensions) + j];
        }

        return cost + Squares(seen, model.Listeners, options) + Squares(seen.Transpose(), model.Tracks, options);
    }

    /// <summary>So many copies of listeners and items; a pair of a copy goes to the item's place in any copy.</summary>
    public static Interactions Copies(Interactions seen, int copies)
    {
        var (starts, columns, random) = (new int[(seen.Rows * copies) + 1], new int[seen.Count * copies], new SeededRandom(1));
        var count = 0;
        for (var row = 0; row < starts.Length - 1; row++)
        {
            var from = count;
            foreach (var column in seen.ColumnsOf(row % seen.Rows))
                columns[count++] = (random.Next(copies) * seen.Columns) + column;
            columns.AsSpan(from, count - from).Sort();
            starts[row + 1] = count;
        }

        var weights = new float[count];
        Array.Fill(weights, 1);
        return Interactions.OfRows(seen.Columns * copies, starts, columns, weights);
    }

    /// <summary>Listeners who take items by a rule, popular ones more often.</summary>
    public static RankingData Made(int listeners = 29_858, int items = 40_981, int each = 27)
    {
        var (starts, columns, chosen) = (new int[listeners + 1], new List<int>(listeners * each), new SortedSet<int>());
        for (var row = 0; row < listeners; row++)
        {
            var random = SeededRandom.For(1, (uint)row);
            chosen.Clear();
            for (var i = 0; i < each; i++)
                chosen.Add((int)(items * Math.Pow(random.NextDouble(), 2)));
            columns.AddRange(chosen);
            starts[row + 1] = columns.Count;
        }

        var weights = new float[columns.Count];
        Array.Fill(weights, 1);
        return new RankingData("made", Interactions.OfRows(items, starts, [.. columns], weights), Interactions.Of(listeners, items, []));
    }

    private static Interactions Read(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        var (rows, columnCount, count) = (reader.ReadInt32(), reader.ReadInt32(), checked((int)reader.ReadInt64()));
        var (long64, columns, weights) = (new long[rows + 1], new int[count], new float[count]);
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(long64.AsSpan()));
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(columns.AsSpan()));
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(weights.AsSpan()));
        return Interactions.OfRows(columnCount, Array.ConvertAll(long64, start => (int)start), columns, weights);
    }

    private static double Squares(Interactions rows, FactorMatrix factors, IalsOptions options)
    {
        var sum = 0.0;
        for (var row = 0; row < rows.Rows; row++)
            sum += options.Regularization * Dot(factors[row], factors[row]) * Math.Pow(rows.ColumnsOf(row).Length + (options.Unobserved * factors.Rows), options.Exponent);
        return sum;
    }

    private static double Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
            sum += (double)x[i] * y[i];
        return sum;
    }

    // Seconds of each sweep, from the first one's beginning on.
    private sealed class Clock : IProgress<int>
    {
        private long _since;

        public void Report(int value)
        {
            if (value > 0)
                Console.WriteLine(Stopwatch.GetElapsedTime(_since).TotalSeconds.ToString(CultureInfo.InvariantCulture));
            _since = Stopwatch.GetTimestamp();
        }
    }
}
