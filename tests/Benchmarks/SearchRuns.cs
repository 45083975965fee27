using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Spotify.TestSupport.Search;

namespace Benchmarks;

/// <summary>Measures both engines at a size.</summary>
internal static class SearchRuns
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(8);

    /// <summary>The sizes: 100,000 and a million, or what was asked for.</summary>
    public static IReadOnlyList<int> SizesOf(ScenarioContext context) =>
        context.Arguments is [{ } size, ..] ? [int.Parse(size, CultureInfo.InvariantCulture)] : [100_000, 1_000_000];

    /// <summary>Measures at every size and adds rows to the table.</summary>
    /// <param name="context">The scenario's.</param>
    /// <param name="table">The table.</param>
    /// <param name="isSuggest">Whether names are typed, or queries asked.</param>
    public static async Task<ScenarioResult> RunAsync(ScenarioContext context, Table table, bool isSuggest)
    {
        var figures = new Dictionary<string, double>();
        var (ours, theirs) = (new SearchFigures(0, 0, 0), (SearchFigures?)null);
        foreach (var size in SizesOf(context))
        {
            var corpus = SearchCorpus.Make(size);
            var questions = isSuggest ? corpus.Keystrokes : [.. corpus.Queries.Select(query => query.Text)];
            var folder = Path.Combine(context.Folder, size.ToString(CultureInfo.InvariantCulture));
            var watch = Stopwatch.StartNew();
            await using (await SearchOurs.LoadAsync(folder, corpus.Tracks, context.CancellationToken))
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{size:N0} tracks in our index: {watch.Elapsed.TotalSeconds:0} s to load, {SizeOf(folder):0} MB on disk"));
            }

            var (side, megabytes) = await SearchOurs.OpenAsync(folder, [.. questions.Take(200)]);
            await using (side)
            {
                ours = Measure(side, questions, isSuggest, context.CancellationToken);
                var quality = isSuggest ? [] : await SearchMeasure.QualityAsync(side, corpus);
                AddRow(table, $"ours, {size:N0}", ours, quality);
                Print("ours", quality);
                if (context.Arguments.Contains("misses"))
                    SearchMeasure.Misses(side, corpus).Concat(SearchMeasure.Slowest(side, corpus)).ToList().ForEach(Console.WriteLine);
                Note(figures, "", size, ours, quality);
                figures[Name("memory_mb", size)] = megabytes;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{megabytes:0} MB of memory for the vocabulary, its neighbourhoods and page caches"));
            }

            if (context.Arguments.Contains("misses"))
                continue;
            watch.Restart();
            await using var peer = await SearchPostgres.LoadAsync(corpus.Tracks, context.CancellationToken);
            if (peer is null)
            {
                Console.WriteLine(SearchPostgres.Missing);
                theirs = null;
                continue;
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{size:N0} tracks in PostgreSQL: {watch.Elapsed.TotalSeconds:0} s to load"));
            theirs = Measure(peer, questions, isSuggest, context.CancellationToken);
            var peerQuality = isSuggest ? [] : await SearchMeasure.QualityAsync(peer, corpus);
            AddRow(table, $"PostgreSQL, {size:N0}", theirs, peerQuality);
            Print("PostgreSQL", peerQuality);
            Note(figures, "peer_", size, theirs, peerQuality);
        }

        AnsiConsole.Write(table);
        return new ScenarioResult(ours.PerSecond, theirs?.PerSecond ?? double.NaN, isSuggest ? "suggestions/s" : "searches/s", HigherIsBetter: true, figures);
    }

    private static SearchFigures Measure(ISearchSide side, IReadOnlyList<string> questions, bool isSuggest, CancellationToken cancellationToken)
    {
        Func<int, string, IReadOnlyList<string>> ask = isSuggest ? side.Suggest : side.Search;
        SearchMeasure.Run(ask, questions, WarmUp, cancellationToken);
        return SearchMeasure.Run(ask, questions, Time, cancellationToken);
    }

    private static void AddRow(Table table, string name, SearchFigures figures, IReadOnlyList<ClassQuality> quality) => table.AddRow(
        name,
        figures.PerSecond.ToString("N0", CultureInfo.InvariantCulture),
        figures.P50.ToString("0.00", CultureInfo.InvariantCulture),
        figures.P99.ToString("0.00", CultureInfo.InvariantCulture),
        quality.Count == 0 ? "" : SearchMeasure.FiveOf(quality).ToString("0.000", CultureInfo.InvariantCulture));

    private static void Print(string name, IReadOnlyList<ClassQuality> quality)
    {
        if (quality.Count > 0)
            Console.WriteLine($"{name}:\n{SearchQuality.ToTable(quality)}");
    }

    private static void Note(Dictionary<string, double> figures, string prefix, int size, SearchFigures measured, IReadOnlyList<ClassQuality> quality)
    {
        figures[Name(prefix + "per_s", size)] = measured.PerSecond;
        figures[Name(prefix + "p50_ms", size)] = measured.P50;
        figures[Name(prefix + "p99_ms", size)] = measured.P99;
        if (quality.Count > 0)
            figures[Name(prefix + "success_at_5", size)] = SearchMeasure.FiveOf(quality);
    }

    private static string Name(string figure, int size) => string.Create(CultureInfo.InvariantCulture, $"{figure}_{size}");

    private static double SizeOf(string folder) => new DirectoryInfo(folder).EnumerateFiles().Sum(file => file.Length) / 1048576.0;
}
