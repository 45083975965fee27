using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Spotify.Core.Royalties;
using Spotify.TestSupport;

namespace Benchmarks;

/// <summary>
/// A month's pools split from play-level rows, under each model, beside DuckDB doing the same split by SQL over the same rows on as many threads; every payout must be the same.
/// Timed on both sides: from plays and fees on disk (ours: plain records; DuckDB: its own database file) to payouts in a file: grouping by listener and track, distinct listeners,
/// eligibility, weights, one rounding for each pool. Not timed: making the rows, starting the process, opening DuckDB's file, and a small month that has our code compiled.
/// DuckDB may hold 8 GB.
/// </summary>
internal sealed class Royalties : IScenario
{
    private static readonly Dictionary<RoyaltyModel, string> Models = new()
    {
        [RoyaltyModel.ProRata] = "pro_rata",
        [RoyaltyModel.UserCentric] = "user_centric",
        [RoyaltyModel.ArtistCentric] = "artist_centric",
        [RoyaltyModel.StreamToOwn] = "stream_to_own",
    };

    public string Name => "royalties";

    public string Description => "plays a second and peak memory of a month's split under each model at 1, 10 and 100 million plays (arguments: sizes), beside DuckDB";

    public async Task<ScenarioResult> RunAsync(ScenarioContext context)
    {
        if (NodeProgram.Missing("@duckdb/node-api") is { } missing)
            throw new InvalidOperationException(missing);
        var sizes = context.Arguments.Count > 0
            ? context.Arguments.Select(size => long.Parse(size, CultureInfo.InvariantCulture)).ToArray()
            : [1_000_000, 10_000_000, 100_000_000];
        var table = new Table().AddColumns("plays", "model", "plays/s", "MB", "DuckDB plays/s", "DuckDB MB", "ratio");
        var figures = new Dictionary<string, double>();
        var (ours, peer) = (0.0, 0.0);
        foreach (var plays in sizes)
        {
            var (rows, database) = (Path.Combine(context.Folder, $"rows-{plays}"), Path.Combine(context.Folder, $"{plays}.db"));
            Directory.CreateDirectory(rows);
            RoyaltiesRows.Write(rows, plays);
            await NodeAsync(context, "make", database, $"{plays}", $"{RoyaltiesRows.Listeners(plays)}", $"{RoyaltiesRows.Tracks}");
            (ours, peer) = (double.MaxValue, double.MaxValue);
            foreach (var (model, name) in Models)
            {
                var (mine, theirs) = (Path.Combine(context.Folder, "ours.csv"), Path.Combine(context.Folder, "theirs.csv"));
                var we = await StartAsync(context, "dotnet", [typeof(Royalties).Assembly.Location, "peer", RoyaltiesRun.Name, rows, $"{model}", mine]);
                var they = await NodeAsync(context, "run", database, name, theirs);
                await CompareAsync(mine, theirs, name);
                table.AddRow($"{plays:n0}", name, $"{plays / we.Seconds:n0}", $"{we.PeakMb:n0}", $"{plays / they.Seconds:n0}", $"{they.PeakMb:n0}", $"{they.Seconds / we.Seconds:f2}");
                Console.WriteLine($"{plays:n0} {name}: {we.Seconds:f1} s, {we.PeakMb:f0} MB; DuckDB {they.Seconds:f1} s, {they.PeakMb:f0} MB; payouts are the same");
                var key = $"{name}_{plays / 1_000_000}m";
                (figures[$"{key}_plays_s"], figures[$"{key}_mb"]) = (plays / we.Seconds, we.PeakMb);
                (figures[$"{key}_duckdb_plays_s"], figures[$"{key}_duckdb_mb"]) = (plays / they.Seconds, they.PeakMb);
                // The line's own figure is the model at the largest size that compares worst.
                if (plays / we.Seconds / (plays / they.Seconds) < ours / peer || ours == double.MaxValue)
                    (ours, peer) = (plays / we.Seconds, plays / they.Seconds);
            }

            Directory.Delete(rows, recursive: true);
            File.Delete(database);
        }

        AnsiConsole.Write(table);
        return new ScenarioResult(ours, peer, "plays/s", HigherIsBetter: true, figures);
    }

    private static async Task CompareAsync(string ours, string theirs, string model)
    {
        var (mine, other) = ((await File.ReadAllLinesAsync(ours)).Order(StringComparer.Ordinal), (await File.ReadAllLinesAsync(theirs)).Order(StringComparer.Ordinal));
        if (mine.Except(other).FirstOrDefault() is { } line || (line = other.Except(mine).FirstOrDefault()) is not null)
            throw new InvalidOperationException($"Payouts under {model} are not the same: '{line}'.");
    }

    private static Task<Measured> NodeAsync(ScenarioContext context, params string[] arguments) =>
        StartAsync(context, "node", [Path.Combine(NodeProgram.Folder, "royalties", "bench.js"), .. arguments]);

    private static async Task<Measured> StartAsync(ScenarioContext context, string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        // One heap, as an activity's host on two cores has it.
        start.Environment["DOTNET_gcServer"] = "0";
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync(context.CancellationToken);
        await process.WaitForExitAsync(context.CancellationToken);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
        var words = said.Split(' ', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return words is [var seconds, var peak] ? new Measured(double.Parse(seconds, CultureInfo.InvariantCulture), double.Parse(peak, CultureInfo.InvariantCulture)) : new Measured(0, 0);
    }

    private sealed record Measured(double Seconds, double PeakMb);
}
