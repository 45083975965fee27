using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Spotify.Core.Playback.Hls;
using Spotify.Functions.Tests.Ingestion.Media;
using Spotify.Functions.Tests.Playback.Hls;
using Spotify.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace Spotify.Functions.Tests.Clients;

/// <summary>What ingestion made of a track, in a real browser.</summary>
public sealed class BrowserHlsTests(AzuriteFixture azurite, ITestOutputHelper output) : IClassFixture<AzuriteFixture>
{
    private const int Rate = 44_100;
    private const int Seconds = 13;

    // By bit rate: from the lowest to the best of AAC, and on to FLAC, which is another codec.
    private const string Rungs = "0,3,4";

    [BrowserFact]
    public async Task A_page_of_another_origin_plays_through_forced_changes_of_rung_and_codec_without_a_gap()
    {
        using var kit = new MediaKit();
        var noise = new Random(3);
        var (media, refusal) = await kit.ProcessAsync(
            kit.Wav("source", Rate, 2, Seconds * Rate, (frame, _) => (short)((9000 * Math.Sin(2 * Math.PI * 440 * frame / Rate)) + noise.Next(-3000, 3000))));
        refusal.ShouldBeNull();
        await using var harness = await HlsHarness.StartAsync(azurite);
        var track = await harness.PublishAsync(kit, media!);
        using var listener = harness.Application.Listener();
        // From here on addresses alone, no header.
        var url = (await listener.GetFromJsonAsync<JsonElement>($"/v1/tracks/{track.Id}/hls")).GetProperty("url").GetString()!;
        var segment = (double)HlsIndex.SegmentSamplesAt(Rate) / Rate;

        var checks = await NodeProgram.RunAsync(
            "browser/hls.mjs", url, Rungs, Seconds.ToString(CultureInfo.InvariantCulture), segment.ToString(CultureInfo.InvariantCulture));

        foreach (var check in checks)
            output.WriteLine(check.ToString());
        checks.ShouldNotBeEmpty();
        checks.Where(check => !check.Ok).ShouldBeEmpty();
    }
}
