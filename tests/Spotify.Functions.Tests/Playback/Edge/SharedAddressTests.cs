using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Functions.Platform.Edge;
using Spotify.Functions.Platform.Flags;
using Spotify.Functions.Platform.Resilience;
using Spotify.Functions.Platform.Resilience.Faults;
using Spotify.Functions.Tests.Playback.Hls;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Playback.Edge;

/// <summary>Addresses that all listeners of a track share, through the edge, and past it where it is away.</summary>
public sealed class SharedAddressTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow.Date.AddHours(6.5));
    private readonly HttpClient _player = new();
    private EdgeHarness _harness = null!;

    public async Task InitializeAsync() => _harness = await EdgeHarness.StartAsync(azurite, _time, ("Edge:Window", "06:00:00"), ("Edge:LeastLife", "1.00:00:00"));

    public async Task DisposeAsync()
    {
        _player.Dispose();
        await _harness.DisposeAsync();
    }

    [Fact]
    public async Task All_listeners_of_a_track_have_one_address_through_the_edge_as_long_as_a_window_lasts()
    {
        using var first = _harness.Application.Listener("u1");
        var answer = await _harness.StreamAsync(first);
        var url = answer.GetProperty("url").GetString()!;
        url.ShouldStartWith(_harness.Edge.Address.GetLeftPart(UriPartial.Authority) + "/");
        (answer.GetProperty("expires_at").GetDateTimeOffset() - _time.GetUtcNow()).ShouldBe(TimeSpan.FromHours(29.5));
        _time.Advance(TimeSpan.FromHours(5));
        using var second = _harness.Application.Listener("u2", "family", "NO");
        (await _harness.StreamAsync(second)).GetProperty("url").GetString().ShouldBe(url);
        _time.Advance(TimeSpan.FromMinutes(30));
        (await _harness.StreamAsync(second)).GetProperty("url").GetString().ShouldNotBe(url);
        using var range = await EdgeHarness.RangeAsync(_player, new Uri(url), 1000, 1999);
        range.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await range.Content.ReadAsByteArrayAsync()).ShouldBe(EdgeHarness.Sound[1000..2000]);
        _harness.Edge.Fetches.ShouldBe(1);
    }

    [Fact]
    public async Task When_the_edge_is_down_music_plays_from_storage_at_a_lower_rung_and_through_the_edge_again_when_it_is_back()
    {
        using var listener = _harness.Application.Listener();
        (await _harness.StreamAsync(listener)).GetProperty("quality").GetString().ShouldBe("very_high");
        _harness.Edge.IsDown = true;
        for (var i = 0; i < 4; i++)
            (await _harness.Probe.AskAsync(CancellationToken.None)).ShouldBeTrue();
        IsThroughEdge(await _harness.StreamAsync(listener)).ShouldBeTrue();
        (await _harness.Probe.AskAsync(CancellationToken.None)).ShouldBeFalse();

        var answer = await _harness.StreamAsync(listener);
        IsThroughEdge(answer).ShouldBeFalse();
        answer.GetProperty("quality").GetString().ShouldBe("normal");
        using (var range = await EdgeHarness.RangeAsync(_player, new Uri(answer.GetProperty("url").GetString()!), 0, 99))
            range.StatusCode.ShouldBe(HttpStatusCode.PartialContent);

        _harness.Edge.IsDown = false;
        _time.Advance(TimeSpan.FromSeconds(30));
        for (var i = 0; i < 3; i++)
            await _harness.Probe.AskAsync(CancellationToken.None);
        answer = await _harness.StreamAsync(listener);
        IsThroughEdge(answer).ShouldBeTrue();
        answer.GetProperty("quality").GetString().ShouldBe("very_high");
    }

    [Theory]
    [InlineData("?quality=lossless&format=flac", "normal")]
    [InlineData("?network=2g", "low")]
    [InlineData("?quality=low", "low")]
    [InlineData("", "normal")]
    public async Task Past_the_edge_nobody_gets_more_than_the_bound_and_whoever_asked_for_less_gets_less(string query, string quality)
    {
        _harness.Faults.TryInject(Dependency.Edge, new Fault(FaultKind.Down), TimeSpan.FromMinutes(5)).ShouldBeTrue();
        for (var i = 0; i < 5; i++)
            await _harness.Probe.AskAsync(CancellationToken.None);
        using var listener = _harness.Application.Listener();
        (await _harness.StreamAsync(listener, query)).GetProperty("quality").GetString().ShouldBe(quality);
    }

    [Fact]
    public async Task A_track_that_comes_while_the_edge_is_down_plays_from_storage_at_a_lower_rung_whole_or_by_segments()
    {
        _harness.Faults.TryInject(Dependency.Edge, new Fault(FaultKind.Down), TimeSpan.FromMinutes(5)).ShouldBeTrue();
        for (var i = 0; i < 5; i++)
            await _harness.Probe.AskAsync(CancellationToken.None);
        // Nobody has asked for it, and no index of segments is in memory.
        var track = await new HlsHarness(_harness.Application, azurite.ConnectionString).PublishAsync();
        using var listener = _harness.Application.Listener();

        var stream = await listener.GetFromJsonAsync<JsonElement>($"/v1/tracks/{track.Id}/stream?quality=very_high");
        stream.GetProperty("quality").GetString().ShouldBe("normal");
        IsThroughEdge(stream).ShouldBeFalse();
        (await listener.GetStringAsync($"/v1/tracks/{track.Id}/hls/master.m3u8")).Split('\n').Where(line => line.Contains(".m3u8", StringComparison.Ordinal)).Select(line => line[..line.IndexOf('.', StringComparison.Ordinal)])
            .ShouldBe(["low", "normal"], ignoreOrder: true);
        var segments = await listener.GetStringAsync($"/v1/tracks/{track.Id}/hls/normal.m3u8");
        segments.ShouldContain(_harness.Audio.Uri.Authority);
        segments.ShouldNotContain(_harness.Edge.Address.Authority);
        _harness.Edge.Fetches.ShouldBe(0);
    }

    [Fact]
    public async Task An_operator_leads_addresses_past_the_edge_for_what_no_probe_sees()
    {
        using var listener = _harness.Application.Listener();
        var state = _harness.Application.Services.GetRequiredService<EdgeState>();
        state.Use.ShouldBe(EdgeUse.Used);
        var desk = _harness.Application.Services.GetRequiredService<FlagDesk>();
        await desk.SetAsync(FlagNames.EdgeAddresses, 100, killed: true, "Listeners in Brazil report time-outs", CancellationToken.None);
        state.Use.ShouldBe(EdgeUse.SwitchedOff);
        IsThroughEdge(await _harness.StreamAsync(listener)).ShouldBeFalse();
        await desk.SetAsync(FlagNames.EdgeAddresses, 100, killed: false, "Over", CancellationToken.None);
        IsThroughEdge(await _harness.StreamAsync(listener)).ShouldBeTrue();
    }

    private bool IsThroughEdge(JsonElement answer) => new Uri(answer.GetProperty("url").GetString()!).Port == _harness.Edge.Address.Port;
}
