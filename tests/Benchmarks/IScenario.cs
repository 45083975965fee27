using System.Text.Json;
using System.Text.Json.Nodes;

namespace Benchmarks;

/// <summary>A named measurement that runs a peer or a physical limit beside ours in the same run.</summary>
internal interface IScenario
{
    /// <summary>What <c>./dev bench NAME</c> calls it.</summary>
    string Name { get; }

    /// <summary>One line: what is measured, and beside what.</summary>
    string Description { get; }

    /// <summary>Measures; prints progress and a table as it goes.</summary>
    Task<ScenarioResult> RunAsync(ScenarioContext context);
}

/// <summary>What a scenario is given.</summary>
/// <param name="Folder">A folder of its own, removed afterwards.</param>
/// <param name="Arguments">What followed the scenario's name on the command line.</param>
/// <param name="CancellationToken">Ctrl-C.</param>
internal sealed record ScenarioContext(string Folder, IReadOnlyList<string> Arguments, CancellationToken CancellationToken);

/// <summary>What a scenario measured; printed as the last line of JSON.</summary>
/// <param name="Ours">Our figure.</param>
/// <param name="Peer">The peer's figure.</param>
/// <param name="Unit">Of both, such as <c>requests/s</c> or <c>s</c>.</param>
/// <param name="HigherIsBetter">Whether more is better (rates) or less (times).</param>
/// <param name="Figures">Other figures by name (<c>p99_ms</c>, <c>memory_mb</c>, ...).</param>
internal sealed record ScenarioResult(
    double Ours, double Peer, string Unit, bool HigherIsBetter, IReadOnlyDictionary<string, double>? Figures = null)
{
    /// <summary>Above 1: ours is better.</summary>
    public double Ratio => HigherIsBetter ? Ours / Peer : Peer / Ours;

    public string ToJson(string scenario)
    {
        var json = new JsonObject
        {
            ["scenario"] = scenario,
            ["ours"] = Round(Ours),
            ["peer"] = Round(Peer),
            ["unit"] = Unit,
            ["ratio"] = Round(Ratio),
        };
        foreach (var (name, value) in Figures ?? new Dictionary<string, double>())
            json[name] = Round(value);
        return json.ToJsonString(JsonSerializerOptions.Default);
    }

    private static JsonNode? Round(double value) => !double.IsFinite(value) ? null : Math.Round(value, Math.Abs(value) >= 100 ? 1 : 4);
}
