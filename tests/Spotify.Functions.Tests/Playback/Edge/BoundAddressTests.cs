using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Functions.Platform.Edge;
using Spotify.Functions.Platform.Resilience;
using Spotify.Functions.Platform.Resilience.Faults;
using Spotify.Functions.Platform.Settings;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Playback.Edge;

/// <summary>Addresses that are bound to one listener, from the authorisation over the check to the bytes.</summary>
public sealed class BoundAddressTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly List<IAsyncDisposable> _harnesses = [];
    private readonly HttpClient _player = new(new SocketsHttpHandler { AllowAutoRedirect = true });
    private readonly HttpClient _still = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _player.Dispose();
        _still.Dispose();
        foreach (var harness in _harnesses)
            await harness.DisposeAsync();
    }

    [Fact]
    public async Task A_player_follows_the_address_to_the_range_that_it_asked_for()
    {
        var harness = await StartAsync();
        using var listener = harness.Application.Listener();
        var answer = await harness.StreamAsync(listener);
        using var range = await EdgeHarness.RangeAsync(_player, harness.Here(answer), 5000, 5999);
        range.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        range.Content.Headers.ContentRange!.ToString().ShouldBe("bytes 5000-5999/50000");
        (await range.Content.ReadAsByteArrayAsync()).ShouldBe(EdgeHarness.Sound[5000..6000]);
        // The bytes came through the edge, under the address that all share.
        harness.Edge.Fetches.ShouldBe(1);
        using var whole = await _player.GetAsync(harness.Here(answer));
        (await whole.Content.ReadAsByteArrayAsync()).ShouldBe(EdgeHarness.Sound);
    }

    [Fact]
    public async Task Two_listeners_have_two_addresses_that_lead_to_one_and_a_retry_has_the_same()
    {
        var harness = await StartAsync();
        using var first = harness.Application.Listener("listener-one");
        using var second = harness.Application.Listener("listener-two");
        var (one, other) = (harness.Here(await harness.StreamAsync(first)), harness.Here(await harness.StreamAsync(second)));
        one.ShouldNotBe(other);
        harness.Here(await harness.StreamAsync(first)).ShouldBe(one);
        one.Query.ShouldNotContain("listener");
        var targets = new List<Uri>();
        foreach (var address in (Uri[])[one, other])
        {
            using var led = await _still.GetAsync(address);
            led.StatusCode.ShouldBe(HttpStatusCode.TemporaryRedirect);
            led.Headers.CacheControl!.NoStore.ShouldBeTrue();
            targets.Add(led.Headers.Location!);
        }

        targets.Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_changed_token_another_path_and_an_address_that_has_ended_are_refused()
    {
        var harness = await StartAsync();
        using var listener = harness.Application.Listener();
        var address = harness.Here(await harness.StreamAsync(listener)).AbsoluteUri;
        var high = harness.Here(await harness.StreamAsync(listener, "?quality=high")).AbsolutePath;
        (await StatusOf(address)).ShouldBe(HttpStatusCode.TemporaryRedirect);
        (await StatusOf(address[..^1] + (address[^1] == 'A' ? 'B' : 'A'))).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusOf(address + "&t=x")).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusOf(address[..address.IndexOf('?', StringComparison.Ordinal)])).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusOf(new Uri(harness.Application.Address, high + new Uri(address).Query).AbsoluteUri)).ShouldBe(HttpStatusCode.Unauthorized);
        _time.Advance(TimeSpan.FromHours(1));
        (await StatusOf(address)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_address_that_was_given_to_one_network_is_refused_from_another()
    {
        var harness = await StartAsync(("Edge:BindAddress", "true"), ("Telemetry:TrustedProxies", "1"));
        using var listener = harness.Application.Listener();
        listener.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        var address = harness.Here(await harness.StreamAsync(listener)).AbsoluteUri;
        (await StatusOf(address, "203.0.113.7")).ShouldBe(HttpStatusCode.TemporaryRedirect);
        (await StatusOf(address, "203.0.113.8")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Where_the_session_is_demanded_only_its_own_access_token_opens_the_address()
    {
        var harness = await StartAsync(("Edge:DemandSession", "true"));
        using var listener = harness.Application.Listener("u1");
        using var other = harness.Application.Listener("u2");
        var address = harness.Here(await harness.StreamAsync(listener)).AbsoluteUri;
        (await StatusOf(address)).ShouldBe(HttpStatusCode.Unauthorized);
        using (var own = await listener.GetAsync(address))
            own.StatusCode.ShouldBe(HttpStatusCode.TemporaryRedirect);
        using (var theirs = await other.GetAsync(address))
            theirs.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var bad = harness.Application.WithToken("nonsense");
        using (var none = await bad.GetAsync(address))
            none.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Keys_change_while_addresses_of_the_old_one_go_on_working()
    {
        var (old, @new) = ("a:" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), "b:" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        var before = await StartAsync(("Edge:Keys", old));
        using var listener = before.Application.Listener();
        var answer = await before.StreamAsync(listener);
        var (after, gone) = (await StartAsync(("Edge:Keys", $"{@new},{old}")), await StartAsync(("Edge:Keys", @new)));
        (await StatusOf(after.Here(answer).AbsoluteUri)).ShouldBe(HttpStatusCode.TemporaryRedirect);
        (await StatusOf(gone.Here(answer).AbsoluteUri)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task When_the_edge_is_down_an_address_leads_to_storage_itself_and_needs_no_check()
    {
        var harness = await StartAsync();
        harness.Faults.TryInject(Dependency.Edge, new Fault(FaultKind.Down), TimeSpan.FromMinutes(5)).ShouldBeTrue();
        for (var i = 0; i < 5; i++)
            await harness.Probe.AskAsync(CancellationToken.None);
        using var listener = harness.Application.Listener();
        var answer = await harness.StreamAsync(listener);
        answer.GetProperty("quality").GetString().ShouldBe("normal");
        using var range = await EdgeHarness.RangeAsync(_still, new Uri(answer.GetProperty("url").GetString()!), 0, 9);
        range.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        harness.Edge.Fetches.ShouldBe(0);
    }

    [Fact]
    public async Task Where_addresses_are_shared_there_is_nothing_to_check()
    {
        var harness = await StartAsync(("Edge:Form", "Shared"));
        (await StatusOf(new Uri(harness.Application.Address, "/v1/audio/t/s/high.ogg?t=x").AbsoluteUri)).ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("Edge:TokenAddress", "", "Edge__TokenAddress")]
    [InlineData("Edge:TokenAddress", "http://api.example.com/v1", "Edge__TokenAddress")]
    [InlineData("Edge:Address", "https://edge.example.com/path", "Edge__Address")]
    [InlineData("Edge:Address", "http://edge.example.com", "Edge__Address")]
    [InlineData("Edge:Window", "00:07:00", "Edge__Window")]
    [InlineData("Edge:Keys", "a:AAAA", "Edge__Keys")]
    [InlineData("Edge:Keys", "no colon", "Edge__Keys")]
    [InlineData("Edge:ProbePath", "images", "Edge__ProbePath")]
    public void A_setting_that_cannot_be_is_named(string setting, string value, string named)
    {
        var settings = new Dictionary<string, string?> { ["Edge:Form"] = "Bound", ["Edge:TokenAddress"] = "https://api.example.com/v1", [setting] = value };
        using var services = new ServiceCollection().AddValidatedOptions<EdgeOptions>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), EdgeOptions.Section).BuildServiceProvider();
        services.GetServices<ISettingsCheck>().SelectMany(check => check.FindFaults()).ShouldHaveSingleItem().ShouldContain(named);
    }

    private async Task<EdgeHarness> StartAsync(params (string Name, string Value)[] settings)
    {
        var harness = await EdgeHarness.StartAsync(azurite, _time, [("Edge:Form", "Bound"), .. settings]);
        _harnesses.Add(harness);
        return harness;
    }

    private async Task<HttpStatusCode> StatusOf(string address, string? from = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (from is not null)
            request.Headers.Add("X-Forwarded-For", from);
        using var answer = await _still.SendAsync(request);
        return answer.StatusCode;
    }
}
