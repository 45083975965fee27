using Spectre.Console;

namespace Benchmarks;

/// <summary>Names typed letter by letter: suggestions a second and their latency, beside PostgreSQL on the same tracks.</summary>
internal sealed class Suggest : IScenario
{
    public string Name => "suggest";

    public string Description => "suggestions a second and their latency at 100,000 and a million tracks, beside PostgreSQL";

    public Task<ScenarioResult> RunAsync(ScenarioContext context) =>
        SearchRuns.RunAsync(context, new Table().AddColumns("", "suggestions/s", "p50 ms", "p99 ms", ""), isSuggest: true);
}
