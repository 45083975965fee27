using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Core.Recommendations.Lists;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Blobs;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Recommendations.Serving;
using Spotify.Functions.Recommendations.Weekly;
using Spotify.Functions.Telemetry;
using Spotify.Functions.Telemetry.Taste;
using Spotify.Functions.Tests.Hosting;
using Spotify.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace Spotify.Functions.Tests.Recommendations.Weekly;

/// <summary>A whole week in the running application over real blobs: an operator starts it, watches it, and listeners get their lists.</summary>
public sealed class WholeWeekTests(AzuriteFixture azurite, ITestOutputHelper output) : IClassFixture<AzuriteFixture>
{
    private static readonly IReadOnlyList<Type> Functions =
    [
        .. typeof(WeeklyRecommendations).Assembly.GetTypes().Where(type => type.Namespace?.StartsWith("Spotify.Functions.Recommendations", StringComparison.Ordinal) == true && type != typeof(StartWeek)
            && type.GetMethods().Any(method => method.IsDefined(typeof(FunctionAttribute), inherit: false))),
        typeof(AnswerUnknownRoute),
    ];

    [Fact]
    public async Task An_operator_has_a_week_made_over_real_blobs_and_sees_how_it_goes_and_listeners_get_it_on_Monday()
    {
        var clock = new FakeTimeProvider("2026-11-29T01:00:00Z");
        var (storage, world) = (azurite.ConnectionString, new TasteWorld(30, sound: TasteWorld.SoundOf.Kind));
        await new BlobContainerClient(storage, BlobContainers.Archive).CreateIfNotExistsAsync();
        world.PlayWeeks(clock.GetUtcNow());
        var settings = new Dictionary<string, string?>
        {
            [BlobAccounts.UploadsName] = storage,
            [BlobAccounts.MediaName] = storage,
            ["Limits:Admin"] = "0",
            ["Recommendations:SearchTrials"] = "2",
            ["Recommendations:Ranges"] = "3",
            ["Recommendations:ListenerBlocks"] = "2",
            ["Recommendations:Dimensions"] = "8",
            ["Recommendations:Sweeps"] = "3",
            ["Recommendations:Unobserved"] = "0.1",
            ["Recommendations:GraphDirections"] = "4",
        };
        await using var application = await ComposedApplication.StartAsync(Functions, settings, services => services.AddSingleton<TimeProvider>(clock));
        await world.StoreAsync(application.Documents);
        await world.PublishAsync(application.Services.GetRequiredService<ICatalog>(), storage);
        using var admin = application.Operator();

        (await AnswerAsync(admin, HttpMethod.Post, "/v1/admin/recommendations/weeks/2026-W49/make")).Status.ShouldBe(202);
        var (steps, view) = (new HashSet<string>(), default(JsonElement));
        await Eventually.HoldsAsync("the week is made", TimeSpan.FromSeconds(60), async () =>
        {
            view = (await AnswerAsync(admin, HttpMethod.Get, "/v1/admin/recommendations/weeks/2026-W49")).Body;
            if (view.GetProperty("progress") is { ValueKind: JsonValueKind.Object } progress)
                steps.Add(progress.GetProperty("step").GetString()!);
            return view.GetProperty("outcome").ValueKind == JsonValueKind.Object;
        });
        steps.ShouldNotBeEmpty();
        (view.GetProperty("status").GetString(), view.GetProperty("outcome").GetProperty("listeners").GetInt32()).ShouldBe(("Completed", 30));
        view.GetProperty("announced_at").ValueKind.ShouldBe(JsonValueKind.String);
        var models = (await AnswerAsync(admin, HttpMethod.Get, "/v1/admin/recommendations/models")).Body;
        models.GetProperty("serving").GetString().ShouldBe("recommendations-2026-W49");
        models.GetProperty("models")[0].GetProperty("measured").GetProperty("signals").EnumerateArray().Select(signal => signal.GetProperty("name").GetString()).ShouldBe(SignalNames.All);

        clock.Advance(TimeSpan.FromHours(28));
        using var listener = application.Listener("listener-7");
        var list = (await AnswerAsync(listener, HttpMethod.Get, "/v1/me/discover-weekly")).Body;
        (list.GetProperty("week").GetString(), list.GetProperty("source").GetString(), list.GetProperty("items").GetArrayLength()).ShouldBe(("2026-W49", "this_week", DiscoverWeekly.Length));
        using var stranger = application.Listener("nobody");
        (await AnswerAsync(stranger, HttpMethod.Get, "/v1/me/discover-weekly")).Body.GetProperty("source").GetString().ShouldBe("popular");
        (await new BlobContainerClient(storage, BlobContainers.Archive).GetBlobsAsync(prefix: "recommendations/runs/").CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Who_plays_something_is_recommended_what_goes_with_it_seconds_after_his_events_were_taken_in()
    {
        var (storage, world, now) = (azurite.ConnectionString, new TasteWorld(45), TimeProvider.System.GetUtcNow());
        await new BlobContainerClient(storage, BlobContainers.Archive).CreateIfNotExistsAsync();
        world.PlayWeeks(now);
        var settings = new Dictionary<string, string?>
        {
            [BlobAccounts.UploadsName] = storage,
            [BlobAccounts.MediaName] = storage,
            ["Limits:Admin"] = "0",
            ["Limits:Recommendations"] = "0",
            ["Recommendations:Ranges"] = "2",
            ["Recommendations:ListenerBlocks"] = "2",
            ["Recommendations:Dimensions"] = "8",
            ["Recommendations:Sweeps"] = "3",
            ["Recommendations:Unobserved"] = "0.1",
            ["Recommendations:GraphDirections"] = "4",
            ["Recommendations:SearchTrials"] = "0",
        };
        await using var application = await ComposedApplication.StartAsync([.. Functions, typeof(PostEvents), typeof(LearnTaste)], settings);
        await world.StoreAsync(application.Documents);
        await world.PublishAsync(application.Services.GetRequiredService<ICatalog>(), storage);
        using var admin = application.Operator();
        var week = WeekCalendar.Next(now).ToString();
        (await AnswerAsync(admin, HttpMethod.Post, $"/v1/admin/recommendations/weeks/{week}/make?replay=fresh")).Status.ShouldBe(202);
        await Eventually.HoldsAsync("the week is made", TimeSpan.FromSeconds(60), async () =>
            (await AnswerAsync(admin, HttpMethod.Get, $"/v1/admin/recommendations/weeks/{week}?replay=fresh")).Body.GetProperty("outcome").ValueKind == JsonValueKind.Object);
        await application.Services.GetRequiredService<ServingModel>().RefreshAsync();

        using var newcomer = application.Listener("newcomer");
        (await DiscoveredAsync(newcomer)).Count(IsOfTheKind).ShouldBeLessThan(15);
        // Eight tracks of the second kind, heard to their ends this hour.
        var begin = now.AddHours(-1);
        object Event(int play, string type, int second) => new
        {
            id = $"{play}-{type}",
            type,
            session = $"s{play}",
            track = Heard(play),
            position_ms = second * 1000,
            at = begin.AddMinutes(5 * play).AddSeconds(second),
        };
        var events = Enumerable.Range(0, 8).SelectMany(play => (object[])[Event(play, "start", 0), Event(play, "progress", 100), Event(play, "complete", 199)]).ToArray();
        using var taken = await newcomer.PostAsJsonAsync("/v1/events", new { device = new { id = "d", type = "phone" }, sent_at = now, events });
        taken.StatusCode.ShouldBe(HttpStatusCode.Accepted, await taken.Content.ReadAsStringAsync());
        var (begun, list) = (TimeProvider.System.GetTimestamp(), (IReadOnlyList<string>)[]);
        await Eventually.HoldsAsync("his plays show", TimeSpan.FromSeconds(20), async () => (list = await DiscoveredAsync(newcomer)).Count(IsOfTheKind) > 15);
        var seconds = TimeProvider.System.GetElapsedTime(begun).TotalSeconds;
        output.WriteLine($"{seconds:f2} s after the events were taken in: {list.Count(IsOfTheKind)} of {list.Count} tracks of the kind that he plays");
        list.Intersect(Enumerable.Range(0, 8).Select(Heard)).ShouldBeEmpty();
    }

    private static bool IsOfTheKind(string track) => TasteWorld.KindOfTrack(track) == 1;

    private static string Heard(int play) => TasteWorld.TrackOf(TasteWorld.TracksOfKind + (play * TasteWorld.TracksOfArtist));

    /// <summary>Discover Weekly of one for whom none was made: made at the request, of what was liked by then.</summary>
    private static async Task<IReadOnlyList<string>> DiscoveredAsync(HttpClient client) =>
        [.. (await AnswerAsync(client, HttpMethod.Get, "/v1/me/discover-weekly")).Body.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("track").GetProperty("id").GetString()!)];

    private static async Task<(int Status, JsonElement Body)> AnswerAsync(HttpClient client, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        using var answer = await client.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, body.Length == 0 ? default : JsonDocument.Parse(body).RootElement);
    }
}
