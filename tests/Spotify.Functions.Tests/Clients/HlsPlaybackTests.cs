using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Spotify.Cli.Local;
using Spotify.Functions.Tests.Ingestion.Media;
using Spotify.Functions.Tests.Playback.Hls;
using Spotify.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace Spotify.Functions.Tests.Clients;

/// <summary>hls.js from npm plays a track that ingestion made in a real browser, from a page of another origin, with addresses alone and no header.</summary>
public sealed class HlsPlaybackTests(AzuriteFixture azurite, ITestOutputHelper output) : IClassFixture<AzuriteFixture>
{
    private const int Rate = 44_100;
    private static readonly string Clients = Path.Combine(Repository.Root, "tests", "clients");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // Places in hls.js's own order, which is by bit rate: the lowest, the best of AAC, FLAC.
    [BrowserTheory]
    [InlineData(new[] { 0, 3, 1 })]
    [InlineData(new[] { 1, 4 })]
    public async Task A_browser_plays_through_forced_changes_of_rung_without_a_gap(int[] rungs)
    {
        using var kit = new MediaKit();
        var (media, refusal) = await kit.ProcessAsync(kit.Wav("source", Rate, 2, 14 * Rate, (frame, _) => (short)(9000 * Math.Sin(2 * Math.PI * 440 * frame / Rate))));
        refusal.ShouldBeNull();
        await using var harness = await HlsHarness.StartAsync(azurite);
        var track = await harness.PublishAsync(kit, media!);
        using var listener = harness.Application.Listener();
        var url = (await listener.GetFromJsonAsync<JsonElement>($"/v1/tracks/{track.Id}/hls")).GetProperty("url").GetString();
        // The rungs change at the segments that begin at 4 and 8 s.
        var until = 1 + (4 * (rungs.Length - 1));
        await File.WriteAllTextAsync(kit.Path("given.json"), JsonSerializer.Serialize(new { url, chromium = BrowserTheoryAttribute.Chromium, rungs, until }));

        var told = await PlayAsync(kit.Path("given.json"));

        output.WriteLine(JsonSerializer.Serialize(told));
        told.Supported.ShouldBeTrue();
        told.Errors.ShouldBeEmpty();
        told.Levels.Count.ShouldBe(5);
        told.Switched.ShouldBe(rungs);
        told.Played.ShouldBe([.. rungs.Select((rung, segment) => new[] { segment, rung })]);
        told.Stopped.ShouldBeGreaterThan(until);
        told.MostRanges.ShouldBe(1);
        told.Ranges.ShouldHaveSingleItem();
        told.Ranges[0][0].ShouldBe(0, 0.001);
        told.Ranges[0][1].ShouldBeGreaterThan(until);
        told.Duration.ShouldBe(14, 0.001);
    }

    private static async Task<Told> PlayAsync(string given)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(Clients, "hls", "play.mjs"), given]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var node = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Patience);
        limit.Token.Register(() => node.Kill(entireProcessTree: true));
        var problem = node.StandardError.ReadToEndAsync();
        var text = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        node.ExitCode.ShouldBe(0, await problem);
        return JsonSerializer.Deserialize<Told>(text, JsonSerializerOptions.Web)!;
    }

    private sealed record Told(
        bool Supported,
        IReadOnlyList<Level> Levels,
        IReadOnlyList<int> Switched,
        IReadOnlyList<int[]> Played,
        IReadOnlyList<Error> Errors,
        int MostRanges,
        int Waited,
        double Stopped,
        double Duration,
        IReadOnlyList<double[]> Ranges);

    private sealed record Level(long Bitrate, string Codec);

    private sealed record Error(bool Fatal, string Details, string Message);

    private sealed class BrowserTheoryAttribute : TheoryAttribute
    {
        public BrowserTheoryAttribute()
        {
            if (Chromium is null)
                Skip = "Chromium is not installed: it is Debian's package 'chromium', or CHROMIUM names another.";
            else if (!Directory.Exists(Path.Combine(Clients, "node_modules", "hls.js")) || !Directory.Exists(Path.Combine(Clients, "node_modules", "playwright-core")))
                Skip = "npm's clients are not installed: run 'npm ci' in tests/clients, or the tests by ./dev test, which does it.";
        }

        /// <summary>The browser.</summary>
        public static string? Chromium { get; } = ((string?[])[Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser"]).FirstOrDefault(File.Exists);
    }
}
