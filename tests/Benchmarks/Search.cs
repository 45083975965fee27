using Spectre.Console;

namespace Benchmarks;

/// <summary>
/// Queries of all classes (exact, prefix, typos, accents, word order, artist plus title, other scripts) to our index and to PostgreSQL with <c>pg_trgm</c> and <c>tsvector</c>,
/// on the same tracks: rate and latency from two threads, and how often the right answer is among the first five.
/// </summary>
internal sealed class Search : IScenario
{
    public string Name => "search";

    public string Description => "searches a second, their latency and success@5 at 100,000 and a million tracks, beside PostgreSQL";

    public Task<ScenarioResult> RunAsync(ScenarioContext context) =>
        SearchRuns.RunAsync(context, new Table().AddColumns("", "searches/s", "p50 ms", "p99 ms", "success@5"), isSuggest: false);
}
