using System.Net;
using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Recommendations.Products;
using Spotify.Functions.Tests.Catalog;
using Spotify.Functions.Tests.Hosting;
using Xunit;

namespace Spotify.Functions.Tests.Recommendations.Products;

/// <summary>What the first listeners of a service see: releases are published, nobody has played anything, and there is neither a model nor a chart.</summary>
public sealed class FreshServiceTests : IAsyncLifetime
{
    private static readonly TestRelease First = TestReleases.New("First artist", tracks: 6, released: new DateOnly(2026, 1, 1));
    private static readonly TestRelease Second = TestReleases.New("Second artist", tracks: 3, released: new DateOnly(2026, 2, 1));
    private static readonly TestRelease Elsewhere = TestReleases.New("Third artist", tracks: 2, rights: TestRelease.World with { Markets = ["NO"] });

    private ComposedApplication _application = null!;

    public async Task InitializeAsync()
    {
        var functions = typeof(ListenerProducts).Assembly.GetTypes()
            .Where(type => type.Namespace is "Spotify.Functions.Recommendations.Products")
            .Where(type => type.GetMethods().Any(method => method.GetCustomAttribute<FunctionAttribute>() is not null));
        _application = await ComposedApplication.StartAsync(functions.Append(typeof(AnswerUnknownRoute)), new Dictionary<string, string?> { ["RecommendationServing:PatienceMs"] = "10000" }, services: services => services.AddSingleton<ICatalogAnnouncer>(new RecordedChanges()));
        var catalog = _application.Services.GetRequiredService<ICatalog>();
        var now = TimeProvider.System.GetUtcNow();
        foreach (var (release, minutes) in ((TestRelease, int)[])[(First, 3), (Second, 2), (Elsewhere, 1)])
            (await catalog.PublishAsync(release.Album with { PublishedAt = now.AddMinutes(-minutes) }, release.Tracks)).ShouldBe(PublishOutcome.Published);
    }

    public async Task DisposeAsync() => await _application.DisposeAsync();

    [Fact]
    public async Task Lists_and_the_home_page_hold_the_newest_releases_that_may_be_heard_there_and_albums_take_turns()
    {
        string[] expected = [Second.Tracks[0].Id, First.Tracks[0].Id, Second.Tracks[1].Id, First.Tracks[1].Id, Second.Tracks[2].Id, .. First.Tracks.Skip(2).Select(track => track.Id)];
        foreach (var path in (string[])["me/discover-weekly", "me/release-radar"])
        {
            var list = await GetAsync(path);
            Tracks(list).ShouldBe(expected);
            list.GetProperty("items").EnumerateArray().ShouldAllBe(item => item.GetProperty("reason").GetProperty("kind").GetString() == "new_release");
        }

        var shelves = (await GetAsync("home")).GetProperty("lists").EnumerateArray().ToList();
        shelves.ShouldNotBeEmpty();
        Tracks(shelves[0]).ShouldBe(expected);
        Tracks(await GetAsync("me/discover-weekly", "NO")).ShouldContain(Elsewhere.Tracks[0].Id);
    }

    [Fact]
    public async Task Radio_plays_its_seed_first_then_what_goes_with_it_then_what_is_new_and_comes_to_an_end()
    {
        var seed = First.Tracks[3].Id;
        var radio = await GetAsync($"radio?seed=spotify:track:{seed}");
        Tracks(radio)[0].ShouldBe(seed);
        Tracks(radio)[1..6].ShouldBe(First.Tracks.Select(track => track.Id).Where(id => id != seed));
        Tracks(radio)[6..].ShouldBe(Second.Tracks.Select(track => track.Id));
        radio.GetProperty("items")[0].GetProperty("reason").GetProperty("kind").GetString().ShouldBe("like_seed");
        Tracks(await GetAsync(radio.GetProperty("next").GetString()!)).ShouldBeEmpty();

        Tracks(await GetAsync($"radio?seed=spotify:artist:{TestReleases.IdOf("Second artist")}"))[..3].ShouldBe(Second.Tracks.Select(track => track.Id));
        Tracks(await GetAsync($"radio?seed=spotify:tracks:{Second.Tracks[1].Id},{First.Tracks[0].Id}"))[..2].ShouldBe([Second.Tracks[1].Id, First.Tracks[0].Id]);
    }

    private static List<string> Tracks(JsonElement list) => [.. list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("track").GetProperty("id").GetString()!)];

    private async Task<JsonElement> GetAsync(string path, string country = "SE")
    {
        using var client = _application.Listener("newcomer", "premium", country);
        using var response = await client.GetAsync(path.StartsWith("http", StringComparison.Ordinal) ? new Uri(path) : new Uri("v1/" + path, UriKind.Relative));
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement.Clone();
    }
}
