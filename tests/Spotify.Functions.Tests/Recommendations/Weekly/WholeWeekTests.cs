using System.Text.Json;
using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Core.Recommendations.Lists;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Blobs;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Recommendations.Serving;
using Spotify.Functions.Recommendations.Weekly;
using Spotify.Functions.Tests.Hosting;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Recommendations.Weekly;

/// <summary>A whole week in the running application over real blobs: an operator starts it, watches it, and listeners get their lists.</summary>
public sealed class WholeWeekTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
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
        var service = application.Services.GetRequiredService<IRecommendations>();
        var list = await service.DiscoverWeeklyAsync(WeeklyHarness.CallerOf("listener-7"));
        (list.Week, list.Source, list.Items.Count).ShouldBe(("2026-W49", ListSource.ThisWeek, DiscoverWeekly.Length));
        (await service.DiscoverWeeklyAsync(WeeklyHarness.CallerOf("nobody"))).Source.ShouldBe(ListSource.Popular);
        (await new BlobContainerClient(storage, BlobContainers.Archive).GetBlobsAsync(prefix: "recommendations/runs/").CountAsync()).ShouldBe(0);
    }

    private static async Task<(int Status, JsonElement Body)> AnswerAsync(HttpClient client, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        using var answer = await client.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, body.Length == 0 ? default : JsonDocument.Parse(body).RootElement);
    }
}
