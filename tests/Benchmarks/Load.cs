using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Spotify.Cli.Local;

namespace Benchmarks;

/// <summary>
/// Mixed traffic of listeners over real connections to the running application, at rates that rise until its budgets break, and once beyond: the knee, latency by kind, processor time, what is
/// shed. Beside it a bare Kestrel that says hello to the same generator, at its own knee.
/// </summary>
internal sealed class Load : IScenario
{
    private const int Albums = 300;
    private const int Connections = 96;
    private const double FirstRate = 250;
    private const double Growth = 1.35;
    private const double WarmUpRate = 400;
    private const int WarmUps = 40;

    // Fewer than connections, so that a knee is seen as shedding too: a real instance has a thousand.
    private const int Capacity = 72;
    private static readonly TimeSpan StepTime = TimeSpan.FromSeconds(5);

    public string Name => "load";

    public string Description => "play, events, search, home and catalogue at rising rates until the knee, beside a bare Kestrel; [SECONDS], 120 at most by default";

    public async Task<ScenarioResult> RunAsync(ScenarioContext context)
    {
        var seconds = context.Arguments is [var text, ..] && double.TryParse(text, CultureInfo.InvariantCulture, out var given) && given is >= 20 and <= 900 ? given : 120;
        var data = Path.Combine(context.Folder, "data");
        Directory.CreateDirectory(data);
        var tracks = await AuthoriseCatalogue.PublishAsync(data, Albums, context.CancellationToken);
        var settings = new Dictionary<string, string>
        {
            ["Limits__Playback"] = "10000000",
            ["Limits__Search"] = "10000000",
            ["Limits__General"] = "10000000",
            ["Limits__Events"] = "10000000",
            ["Limits__Recommendations"] = "10000000",
            ["Shedding__Capacity"] = $"{Capacity}",
        };
        await using var platform = await LocalPlatform.StartAsync(data, settings: settings, onOutput: _ => { }, cancellationToken: context.CancellationToken);
        await using var peer = PeerProcess.LaunchKestrel();
        var home = await PrepareAsync(platform, context.CancellationToken);
        var kinds = LoadMix.Create(data, platform.Application.Address, tracks, home);
        Console.WriteLine(
            $"{tracks.Count} tracks; {string.Join(", ", kinds.Select(kind => $"{kind.Name} {kind.Share:0%}"))} (home is {home}); {Connections} connections; full at {Capacity} requests under way; "
            + $"{Environment.ProcessorCount} cores for all, {seconds:0} s at most");

        // So many kinds keep the just-in-time compiler busy for minutes, with more than half a core.
        var warm = 100;
        AuthoriseWarmUp.Run(platform.Application.Process.Id, () => LoadGenerator.Run(platform.Application.Address, kinds, Connections, WarmUpRate, StepTime, warm++), WarmUps);
        Console.WriteLine($"warm after {warm - 100} rounds of {StepTime.TotalSeconds:0} s at {WarmUpRate}/s");
        var until = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        var steps = Climb(platform.Application.Address, platform.Application.Process, kinds, until - (long)(seconds * .2 * Stopwatch.Frequency), context.CancellationToken);
        var held = steps.LastOrDefault(step => step.HoldsBudgets);
        Show(steps, held);
        if (held is null)
            Console.WriteLine($"The budgets do not hold even at {FirstRate} requests/s: this machine does something else besides. The first rate stands in for the knee.");
        var knee = held ?? steps[0];

        IReadOnlyList<LoadKind> hello = [new("play", 1, [System.Text.Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {peer.Address.Authority}\r\n\r\n")])];
        LoadGenerator.Run(peer.Address, hello, Connections, 2_000, TimeSpan.FromSeconds(2), 1);
        var theirs = Climb(peer.Address, peer.Process, hello, until, context.CancellationToken, knee.Rate);
        var theirKnee = theirs.LastOrDefault(step => step.HoldsBudgets);
        Console.WriteLine($"bare Kestrel: {theirKnee?.Rate ?? 0:0}/s at its knee, {theirKnee?.CpuMicroseconds ?? 0:0} us CPU/request{(theirs[^1].HoldsBudgets ? " (time was up before it came)" : "")}");

        var last = steps[^1];
        var figures = new Dictionary<string, double>
        {
            ["knee_reached"] = last.HoldsBudgets ? 0 : 1,
            ["cpu_us_per_request"] = knee.CpuMicroseconds,
            ["cpu_at_knee"] = knee.Processors,
            ["peer_cpu_us_per_request"] = theirKnee?.CpuMicroseconds ?? 0,
            ["beyond_rate"] = last.Rate,
            ["beyond_shed"] = last.Kinds.Sum(kind => kind.Shed),
            ["beyond_play_success"] = (double)last["play"].Answered / last["play"].Due,
        };
        foreach (var kind in knee.Kinds)
        {
            figures[$"{kind.Name}_p50_ms"] = kind.P50;
            figures[$"{kind.Name}_p99_ms"] = kind.P99;
        }

        return new ScenarioResult(knee.Rate, theirKnee?.Rate ?? 0, "requests/s at the knee", HigherIsBetter: true, figures);
    }

    /// <summary>Rising rates until the budgets break, and two steps beyond, so that it is seen what gives way.</summary>
    private static List<LoadStep> Climb(Uri server, ChildProcess process, IReadOnlyList<LoadKind> kinds, long until, CancellationToken cancellationToken, double first = FirstRate)
    {
        var (steps, broken) = (new List<LoadStep>(), 0);
        for (var rate = first; broken < 2 && (steps.Count == 0 || Stopwatch.GetTimestamp() + (long)(StepTime.TotalSeconds * 1.5 * Stopwatch.Frequency) < until); rate *= Growth)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (before, watch) = (process.ProcessorTime, Stopwatch.StartNew());
            var step = LoadGenerator.Run(server, kinds, Connections, rate, StepTime, steps.Count + 2);
            var cpu = process.ProcessorTime - before;
            step = step with { CpuMicroseconds = cpu.TotalMicroseconds / Math.Max(1, step.Kinds.Sum(kind => kind.Due - kind.Late)), Processors = cpu / watch.Elapsed };
            steps.Add(step);
            broken += step.HoldsBudgets ? 0 : 1;
        }

        return steps;
    }

    private static void Show(List<LoadStep> steps, LoadStep? knee)
    {
        Console.WriteLine($"{"due/s",7} {"answered/s",10} {"CPU us/request",14} {"processors",10}  p50/p99 ms: {string.Join("  ", steps[0].Kinds.Select(kind => $"{kind.Name,14}"))}   shed, failed, left over");
        foreach (var step in steps)
        {
            var shed = string.Join(' ', step.Kinds.Where(kind => kind.Shed > 0).Select(kind => $"{kind.Name} {(double)kind.Shed / kind.Due:0.0%}").DefaultIfEmpty("0"));
            Console.WriteLine(
                $"{step.Rate,7:0} {step.AnsweredPerSecond,10:0} {step.CpuMicroseconds,14:0} {step.Processors,10:0.00}              {string.Join("  ", step.Kinds.Select(kind => $"{$"{kind.P50:0.0}/{kind.P99:0.0}",14}"))}"
                + $"   {shed}, {step.Kinds.Sum(kind => kind.Failed)}, {step.Kinds.Sum(kind => kind.Late)}{(step == knee ? "   knee" : "")}");
        }
    }

    /// <summary>Waits until the search index is made, and looks which page is the home page.</summary>
    private static async Task<string> PrepareAsync(LocalPlatform platform, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = platform.Application.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", LocalTokens.Issue(platform.DataDirectory, "checker"));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        for (var tries = 0; tries < 120 && await timer.WaitForNextTickAsync(cancellationToken); tries++)
        {
            using var found = await client.GetAsync(new Uri("/v1/search?q=album%20250&type=album&limit=1", UriKind.Relative), cancellationToken);
            if (found.IsSuccessStatusCode && (await found.Content.ReadAsStringAsync(cancellationToken)).Contains("\"id\"", StringComparison.Ordinal))
                break;
        }

        using var home = await client.GetAsync(new Uri("/v1/home", UriKind.Relative), cancellationToken);
        return home.IsSuccessStatusCode ? "/v1/home" : "/v1/browse/new-releases?limit=20";
    }
}
