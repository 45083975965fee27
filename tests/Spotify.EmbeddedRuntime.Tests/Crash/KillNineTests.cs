using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Spotify.Cli.Local;
using Spotify.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace Spotify.EmbeddedRuntime.Tests.Crash;

/// <summary>Real processes, killed with SIGKILL at moments that a seed picks, started again over the same folder.</summary>
public sealed class KillNineTests(ITestOutputHelper output)
{
    private const int Kills = 10;
    private const int Rounds = 3;
    private const int Width = 6;
    private const int Steps = (Rounds * Width) + 2;

    // Each step gives round * 100 + place; the tail gives 300 and 301.
    private const int ExpectedSum = ((0 + 100 + 200) * Width) + (Rounds * (0 + 1 + 2 + 3 + 4 + 5)) + 300 + 301;

    [Fact]
    public async Task Orchestrations_with_timers_and_fan_out_finish_after_ten_kills_at_random_moments()
    {
        using var folder = new TempFolder();
        var random = new Random(20261120);
        var effects = folder.File("effects.log");
        await File.WriteAllTextAsync(effects, "");
        using var client = new HttpClient();

        // Each wave starts runs and dies somewhere within their work; what earlier waves left goes on beside it.
        var wave = TestScale.Of(10, 100);
        var runs = new List<string>();
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var host = await CrashHost.StartAsync(folder.Path, effects);
            var goal = Lines() + random.Next(1, wave * Steps);
            for (var number = 0; number < wave; number++)
            {
                runs.Add($"run-{runs.Count:0000}");
                (await client.PutAsync(new Uri(host.Address, $"runs/{runs[^1]}"), null)).EnsureSuccessStatusCode();
            }

            await Eventually.HoldsAsync($"{goal} steps before kill {kill}", TimeSpan.FromSeconds(60), () => Lines() >= goal);
            host.Process.Kill();
            output.WriteLine($"killed after {Lines()} of {runs.Count * Steps} steps");
        }

        await using var last = await CrashHost.StartAsync(folder.Path, effects);
        await Eventually.HoldsAsync("every run completed", TimeSpan.FromSeconds(120), () => AllDoneAsync(last, client, runs));

        foreach (var run in runs)
        {
            var state = await client.GetFromJsonAsync<JsonElement>(new Uri(last.Address, $"runs/{run}"));
            state.GetProperty("status").GetString().ShouldBe("Completed", state.ToString());
            state.GetProperty("output").GetString().ShouldBe($"{ExpectedSum}");
        }

        var steps = File.ReadAllLines(effects).GroupBy(line => line).ToDictionary(group => group.Key, group => group.Count());
        steps.Count.ShouldBe(runs.Count * Steps, "every step of every run ran at least once");
        output.WriteLine($"{steps.Count} steps, {steps.Values.Sum()} executions over {Kills} kills");

        int Lines() => File.ReadLines(effects).Count();
    }

    private static async Task<bool> AllDoneAsync(CrashHost host, HttpClient client, IReadOnlyList<string> runs)
    {
        foreach (var run in runs)
        {
            var state = await client.GetFromJsonAsync<JsonElement>(new Uri(host.Address, $"runs/{run}"));
            if (state.GetProperty("status").GetString() is "Running" or "Pending")
                return false;
        }

        return true;
    }

    /// <summary>The crash tests' own application as a process.</summary>
    private sealed class CrashHost : IAsyncDisposable
    {
        private CrashHost(ChildProcess process, Uri address) => (Process, Address) = (process, address);

        public ChildProcess Process { get; }

        public Uri Address { get; }

        public static async Task<CrashHost> StartAsync(string folder, string effects)
        {
            var dll = typeof(Spotify.CrashHost.EffectLog).Assembly.Location;
            var port = ChildProcess.FreePort();
            var process = ChildProcess.Start("dotnet", [dll], new Dictionary<string, string>
            {
                ["Embedded__DataDirectory"] = folder,
                ["Embedded__Port"] = $"{port}",
                ["EffectLog"] = effects,
            }, onOutput: _ => { });
            var host = new CrashHost(process, new Uri($"http://127.0.0.1:{port}/"));
            using var client = new HttpClient();
            await Eventually.HoldsAsync("the crash host answers", TimeSpan.FromSeconds(60), async () =>
            {
                process.HasExited.ShouldBeFalse();
                try
                {
                    return (int)(await client.GetAsync(new Uri(host.Address, "runs/nobody"))).StatusCode == 404;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            });
            return host;
        }

        public ValueTask DisposeAsync() => Process.DisposeAsync();
    }
}
