using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Spotify.Core.Search;
using Spotify.Functions.Platform.Search;
using Spotify.TestSupport.Search;

namespace Benchmarks;

/// <summary>An engine that is measured.</summary>
internal interface ISearchSide : IAsyncDisposable
{
    /// <summary>The ids of the best ten tracks.</summary>
    IReadOnlyList<string> Search(int thread, string query);

    /// <summary>The ids of the best ten tracks for what was typed so far.</summary>
    IReadOnlyList<string> Suggest(int thread, string typed);
}

/// <summary>Our index.</summary>
internal sealed class SearchOurs : ISearchSide
{
    private const string Index = "bench";

    private static readonly SearchKind[] Kinds = [SearchKind.Track];
    private static readonly Searcher Anybody = new(null, FrozenSet<string>.Empty, FrozenSet<string>.Empty, new DateOnly(2026, 11, 25));

    private readonly SqliteSearchIndex _index;

    private SearchOurs(SqliteSearchIndex index) => _index = index;

    /// <summary>Loads all tracks.</summary>
    public static async Task<SearchOurs> LoadAsync(string folder, IReadOnlyList<SearchDocument> tracks, CancellationToken cancellationToken)
    {
        var index = new SqliteSearchIndex(folder, NullLogger<SqliteSearchIndex>.Instance);
        await index.CreateAsync(Index, cancellationToken);
        foreach (var part in tracks.Chunk(20_000))
            await index.WriteAsync(Index, part, [], cancellationToken);
        await index.FinishAsync(Index, cancellationToken);
        return new SearchOurs(index);
    }

    /// <summary>Opens what was loaded before, as a start of the application does, and says how many megabytes that takes once it is asked.</summary>
    public static async Task<(SearchOurs Side, double Megabytes)> OpenAsync(string folder, IReadOnlyList<string> questions)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true) + SQLitePCL.raw.sqlite3_memory_used();
        var side = new SearchOurs(new SqliteSearchIndex(folder, NullLogger<SqliteSearchIndex>.Instance));
        foreach (var question in questions)
            side.Search(0, question);
        await Task.CompletedTask;
        return (side, (GC.GetTotalMemory(forceFullCollection: true) + SQLitePCL.raw.sqlite3_memory_used() - before) / 1048576.0);
    }

    public IReadOnlyList<string> Search(int thread, string query) =>
        [.. _index.SearchAsync(Index, new SearchRequest(SearchQuery.Parse(query), Kinds, Anybody, 10, 0)).AsTask().GetAwaiter().GetResult()![0].Items.Select(item => item.Id)];

    public IReadOnlyList<string> Suggest(int thread, string typed) => [.. _index.SuggestAsync(Index, new SuggestRequest(typed, Kinds, Anybody, 10)).AsTask().GetAwaiter().GetResult()!.Select(one => one.Id)];

    public ValueTask DisposeAsync() => _index.DisposeAsync();
}

/// <summary>What a side was seen to do.</summary>
/// <param name="PerSecond">Questions a second, two threads.</param>
/// <param name="P50">Milliseconds.</param>
/// <param name="P99">Milliseconds.</param>
internal sealed record SearchFigures(double PerSecond, double P50, double P99);

/// <summary>Measures a side.</summary>
internal static class SearchMeasure
{
    /// <summary>How many threads ask.</summary>
    public const int Threads = 2;

    /// <summary>Asks without pause, each thread the same questions from a place of its own.</summary>
    public static SearchFigures Run(Func<int, string, IReadOnlyList<string>> ask, IReadOnlyList<string> questions, TimeSpan time, CancellationToken cancellationToken)
    {
        var times = Enumerable.Range(0, Threads).Select(_ => new List<double>()).ToArray();
        var whole = Stopwatch.StartNew();
        var threads = Enumerable.Range(0, Threads).Select(number =>
        {
            var thread = new Thread(() =>
            {
                for (var i = number * questions.Count / Threads; whole.Elapsed < time && !cancellationToken.IsCancellationRequested; i++)
                {
                    var start = Stopwatch.GetTimestamp();
                    ask(number, questions[i % questions.Count]);
                    times[number].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }
            });
            thread.Start();
            return thread;
        }).ToList();
        threads.ForEach(thread => thread.Join());
        cancellationToken.ThrowIfCancellationRequested();
        var seconds = whole.Elapsed.TotalSeconds;
        var sorted = times.SelectMany(one => one).Order().ToList();
        return new SearchFigures(sorted.Count / seconds, sorted[sorted.Count / 2], sorted[(int)(sorted.Count * 0.99)]);
    }

    /// <summary>How often the right answer is found.</summary>
    public static Task<IReadOnlyList<ClassQuality>> QualityAsync(ISearchSide side, SearchCorpus corpus)
    {
        var identities = corpus.Tracks.ToDictionary(track => track.Id, Identity.Of);
        return SearchQuality.MeasureAsync(corpus.Queries, query => Task.FromResult<IReadOnlyList<string>>([.. side.Search(0, query.Text).Select(id => identities[id])]));
    }

    /// <summary>The queries whose right answer is not among the first five, with what is there.</summary>
    public static IEnumerable<string> Misses(ISearchSide side, SearchCorpus corpus)
    {
        var names = corpus.Tracks.ToDictionary(track => track.Id);
        foreach (var query in corpus.Queries.OrderBy(query => query.Class, StringComparer.Ordinal))
        {
            var found = side.Search(0, query.Text).Take(5).Select(id => names[id]).ToList();
            if (!found.Exists(track => Identity.Of(track) == query.Answer))
                yield return $"{query.Class}: '{query.Text}' is {query.Answer}, found {string.Join(" | ", found.Select(track => $"{track.Name}/{string.Join(';', track.Artists)} ({track.Popularity})"))}";
        }
    }

    /// <summary>The queries that take longest, by the best of five times, since others use the machine too.</summary>
    public static IEnumerable<string> Slowest(ISearchSide side, SearchCorpus corpus) => corpus.Queries
        .Select(query => (Query: query, Best: Enumerable.Range(0, 5).Min(_ =>
        {
            var start = Stopwatch.GetTimestamp();
            side.Search(0, query.Text);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        })))
        .OrderByDescending(one => one.Best).Take(20)
        .Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Best:0.0} ms: {one.Query.Class}: '{one.Query.Text}'"));

    /// <summary>The share of all queries with a right answer among the first five.</summary>
    public static double FiveOf(IEnumerable<ClassQuality> classes)
    {
        var all = classes.ToList();
        return all.Sum(one => one.Five * one.Queries) / all.Sum(one => one.Queries);
    }
}
