using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Spectre.Console;
using Spotify.Core.Ingestion.Identity;
using Spotify.Functions.Identity;
using Spotify.Functions.Platform.Documents;

namespace Benchmarks;

/// <summary>
/// Excerpts of thirty seconds looked for in the index on documents in SQLite, at growing sizes, beside the exact answer: every fingerprint compared at every shift by vector
/// instructions, in memory. Fingerprints are of the real recordings where those are there, then of perturbed copies of them that are spliced so that each is another
/// recording. Arguments: the sizes; 10000 and 100000 by default, 1000000 is the issue's largest.
/// </summary>
internal sealed class Identify : IScenario
{
    private const int Queries = 200;
    private const int ExcerptItems = 222;
    private const int AddedAtOnce = 1000;
    private const int MostScanned = 20_000;

    private sealed record Row(int Size, double AddSeconds, double P50, double P99, double Mean, double Found, double Wrong, double Scan, double Megabytes, double Documents);

    public string Name => "identify";

    public string Description => "finding 30-second excerpts among 10,000 and 100,000 (1000000 by argument) fingerprints, beside comparing all of them by vector instructions";

    public async Task<ScenarioResult> RunAsync(ScenarioContext context)
    {
        var sizes = context.Arguments.Count == 0 ? [10_000, 100_000] : context.Arguments.Select(size => int.Parse(size, CultureInfo.InvariantCulture)).Order().ToArray();
        var corpus = await IdentifyCorpus.CreateAsync(context.CancellationToken);
        Console.WriteLine($"{corpus.Real} real fingerprints, the others spliced and perturbed from {(corpus.Real > 0 ? "them" : "synthetic ones")}; 4-minute tracks");
        var path = Path.Combine(context.Folder, "documents.db");
        await using var store = new SqliteDocumentStore(path, TimeProvider.System, NullLogger<SqliteDocumentStore>.Instance);
        var counting = new IdentifyReads(store);
        var index = new FingerprintIndex(counting, Options.Create(new IdentityOptions()), TimeProvider.System, NullLogger<FingerprintIndex>.Instance);
        var sounds = new SoundStore(counting);
        var search = new SoundSearch(index, sounds);
        var identity = new AudioIdentity(index, sounds, search, new IdentityFlags(counting, TimeProvider.System), NullLogger<AudioIdentity>.Instance);

        var (rows, added) = (new List<Row>(), 0);
        foreach (var size in sizes)
        {
            var adding = Stopwatch.StartNew();
            for (; added < size; added += AddedAtOnce)
                await identity.AddManyAsync([.. Enumerable.Range(added, AddedAtOnce).Select(corpus.Track)], context.CancellationToken);
            rows.Add(await MeasureAsync(search, counting, corpus, size, adding.Elapsed.TotalSeconds, path, context.CancellationToken));
            Print(rows[^1]);
        }

        PrintAll(rows);
        var (first, last) = (rows[0], rows[^1]);
        return new ScenarioResult(last.Mean, last.Scan, "ms", HigherIsBetter: false, new Dictionary<string, double>
        {
            ["tracks"] = last.Size,
            ["p50_ms"] = last.P50,
            ["p99_ms"] = last.P99,
            ["documents_read"] = last.Documents,
            ["found_percent"] = last.Found,
            ["wrong_percent"] = last.Wrong,
            ["times_the_tracks"] = (double)last.Size / first.Size,
            ["times_the_time"] = last.Mean / first.Mean,
            ["database_mb"] = last.Megabytes,
        });
    }

    private static async Task<Row> MeasureAsync(
        SoundSearch search, IdentifyReads store, IdentifyCorpus corpus, int size, double addSeconds, string path, CancellationToken cancellationToken)
    {
        var random = new Random(1);
        var queries = Enumerable.Range(0, Queries).Select(_ => random.Next(size)).Select(number => (Number: number, Excerpt: new Fingerprint(1, corpus.Excerpt(number, ExcerptItems)))).ToList();
        foreach (var query in queries.Take(20))
            await search.FindExcerptAsync(query.Excerpt, cancellationToken);
        var (times, found, wrong, reads) = (new List<double>(), 0, 0, store.Reads);
        foreach (var (number, excerpt) in queries)
        {
            var start = Stopwatch.GetTimestamp();
            var answer = await search.FindExcerptAsync(excerpt, cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (answer.Count > 0)
                _ = answer[0].Sound.Sha256 == corpus.Track(number).Sha256 ? found++ : wrong++;
        }

        times.Sort();
        return new Row(
            size, addSeconds, times[times.Count / 2], times[times.Count * 99 / 100], times.Average(), 100.0 * found / Queries, 100.0 * wrong / Queries, Scan(corpus, size, queries[0].Excerpt),
            new FileInfo(path).Length / 1e6, (double)(store.Reads - reads) / Queries);
    }

    /// <summary>What comparing all fingerprints takes: measured on a part of them, which is all in memory already, and multiplied.</summary>
    private static double Scan(IdentifyCorpus corpus, int size, Fingerprint excerpt)
    {
        var sample = Math.Min(size, MostScanned / 10);
        var rows = Enumerable.Range(0, sample).Select(corpus.Items).ToArray();
        Compare(rows[0], excerpt.Items);
        var watch = Stopwatch.StartNew();
        foreach (var row in rows)
            Compare(row, excerpt.Items);
        return watch.Elapsed.TotalMilliseconds * size / sample;
    }

    private static long Compare(ReadOnlySpan<uint> row, ReadOnlySpan<uint> excerpt)
    {
        var least = long.MaxValue;
        for (var offset = 0; offset + excerpt.Length <= row.Length; offset++)
            least = Math.Min(least, BitErrors.Count(row.Slice(offset, excerpt.Length), excerpt));
        return least;
    }

    private static void Print(Row row) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{row.Size:N0} tracks: added in {row.AddSeconds:0} s; {row.Mean:0.00} ms a query, {row.Documents:0} documents read, {row.Found:0.0} % found, {row.Wrong:0.0} % wrong"));

    private static void PrintAll(List<Row> rows)
    {
        var table = new Table().AddColumns("tracks", "ms a query", "p50", "p99", "documents read", "found", "wrong", "all compared, ms", "database MB", "growth of the query");
        foreach (var row in rows)
        {
            table.AddRow(
                $"{row.Size:N0}", $"{row.Mean:0.00}", $"{row.P50:0.00}", $"{row.P99:0.00}", $"{row.Documents:0}", $"{row.Found:0.0} %", $"{row.Wrong:0.0} %", $"{row.Scan:N0}", $"{row.Megabytes:N0}",
                $"x {row.Mean / rows[0].Mean:0.00} for x {(double)row.Size / rows[0].Size:0}");
        }

        AnsiConsole.Write(table);
        Console.WriteLine($"An excerpt is {ExcerptItems} items of a track with 3 % of its bits changed. Comparing all was measured on up to {MostScanned / 10:N0} fingerprints in memory, one processor, and multiplied.");
    }
}
