using System.Diagnostics;
using System.Globalization;
using Spotify.Cli.Local;
using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Evaluation;
using Spotify.TestSupport.Recommendations;
using Spotify.TestSupport;

namespace Benchmarks;

/// <summary>
/// Seconds a sweep and the peak of memory of our factorisation beside a plain one in C++ (<c>als/ials.cpp</c>: OpenMP, OpenBLAS, compiled here for this machine), each in a process of its
/// own, from the same file and the same first vectors. Both are right: their objective and, on the data itself, recall and NDCG are compared. Data: gowalla once (or as many pairs by a rule
/// where it is absent), then copies of it up to so many millions of pairs as the argument says, whose pairs are strewn over all copies of their item; with a second argument as many pairs again
/// by a rule, so many for each listener.
/// </summary>
internal sealed class Als : IScenario
{
    private static readonly IalsOptions Options = new() { Threads = Environment.ProcessorCount };

    public string Name => "als";

    public string Description => "seconds a sweep and memory at 128 dimensions, on gowalla and on copies of it (arguments: millions of pairs, 4; pairs of a listener), beside C++ with OpenMP and OpenBLAS";

    public async Task<ScenarioResult> RunAsync(ScenarioContext context)
    {
        var millions = context.Arguments.Count > 0 ? double.Parse(context.Arguments[0], CultureInfo.InvariantCulture) : 4;
        var isReal = Directory.Exists(TestData.Path(RankingData.GowallaFolder));
        var data = isReal ? RankingData.Gowalla() : AlsFile.Made();
        if (!isReal)
            Console.WriteLine($"'{RankingData.GowallaFolder}' is not on this machine (SPOTIFY_TEST_DATA names its folder): as many pairs by a rule take its place");
        var program = await CompileAsync(context);
        var figures = new Dictionary<string, double>();
        var (ours, theirs) = await CompareAsync(context, program, data.Train, isReal ? data : null, Options.Sweeps, "once", figures);
        var copies = (int)Math.Ceiling(millions * 1e6 / data.Train.Count);
        if (copies > 1)
            (ours, theirs) = await CompareAsync(context, program, AlsFile.Copies(data.Train, copies), null, millions < 20 ? 2 : 1, "copies", figures);
        if (context.Arguments.Count > 1)
        {
            var each = int.Parse(context.Arguments[1], CultureInfo.InvariantCulture);
            await CompareAsync(context, program, AlsFile.Made((int)(millions * 1e6 / each), 40_000, each).Train, null, 2, "long", figures);
        }

        return new ScenarioResult(ours, theirs, "s/sweep", HigherIsBetter: false, figures);
    }

    private static async Task<(double Ours, double Theirs)> CompareAsync(
        ScenarioContext context, string? program, Interactions seen, RankingData? test, int sweeps, string name, Dictionary<string, double> figures)
    {
        var options = Options with { Sweeps = sweeps };
        var input = Path.Combine(context.Folder, "in");
        AlsFile.Write(input, seen, options);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"-- {seen.Count:N0} pairs, {seen.Rows:N0} x {seen.Columns:N0}, {options.Dimensions} dimensions, {sweeps} sweeps, {options.Threads} threads"));
        string[] settings = [input, Path.Combine(context.Folder, "out"), $"{options.Dimensions}", $"{sweeps}", Text(options.Unobserved), Text(options.Regularization), Text(options.Exponent), $"{options.Threads}"];
        var ours = await MeasureAsync("ours", "dotnet", [typeof(Als).Assembly.Location, "peer", AlsFile.Peer, .. settings]);
        var theirs = program is null ? double.NaN : await MeasureAsync("C++, OpenBLAS", program, settings);
        return (ours, theirs);

        async Task<double> MeasureAsync(string side, string file, string[] arguments)
        {
            var lines = (await RunAsync(file, arguments, context.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var seconds = lines[..^1].Select(line => double.Parse(line, CultureInfo.InvariantCulture)).ToArray();
            var (best, peak) = (seconds.Min(), double.Parse(lines[^1], CultureInfo.InvariantCulture) / 1e6);
            var model = AlsFile.ReadModel(settings[1], seen, options);
            var cost = AlsFile.CostOf(seen, model) / seen.Count;
            var quality = test is null ? null : Ranking.Measure(test.Train, test.Test, new IalsSignal(model));
            var found = quality is null ? "" : string.Create(CultureInfo.InvariantCulture, $"  recall@20 {quality.Recall:0.0000}  NDCG@20 {quality.Ndcg:0.0000}");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{side,-14} {best,8:0.00} s a sweep (best; median {seconds.Order().ElementAt(seconds.Length / 2):0.00})  peak {peak,7:0} MB  objective {cost:0.00000} a pair{found}"));
            var prefix = (side == "ours" ? "ours_" : "cpp_") + name;
            (figures[$"{prefix}_s"], figures[$"{prefix}_mb"], figures[$"{prefix}_objective"]) = (best, peak, cost);
            if (quality is not null)
                figures[$"{prefix}_ndcg"] = quality.Ndcg;
            return best;
        }
    }

    // The program, or null where it cannot be made: what is missing is told by name.
    private static async Task<string?> CompileAsync(ScenarioContext context)
    {
        var program = Path.Combine(context.Folder, "ials");
        var source = Path.Combine(Repository.Root, "tests", "Benchmarks", "als", "ials.cpp");
        try
        {
            await RunAsync("g++", ["-O3", "-march=native", "-ffast-math", "-fopenmp", source, "-o", program, "-lopenblas"], context.CancellationToken);
            return program;
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            Console.WriteLine($"The C++ side cannot be compiled, so ours runs alone. Install it with: apt-get install g++ libopenblas-dev ({exception.Message.Split('\n')[0]})");
            return null;
        }
    }

    private static async Task<string> RunAsync(string file, string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{Path.GetFileName(file)}: {(await errors).Trim()}");
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
