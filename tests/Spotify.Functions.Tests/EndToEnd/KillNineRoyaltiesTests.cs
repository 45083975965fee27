using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Storage.Blobs;
using Shouldly;
using Spotify.Cli.Local;
using Spotify.Functions.Billing;
using Spotify.Functions.Platform.Blobs;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Tests.Royalties.Job;
using Spotify.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace Spotify.Functions.Tests.EndToEnd;

/// <summary>The real application, killed with SIGKILL at random moments of the monthly royalties and started again over the same folder.</summary>
public sealed class KillNineRoyaltiesTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Month = "2025-03";
    private static readonly int Kills = TestScale.Of(3, 20);
    private readonly ServiceFixture _service = new();
    private readonly Random _random = new(20261126);

    public Task InitializeAsync()
    {
        (_service.Settings["Royalties__MinStreams"], _service.Settings["Royalties__MinListeners"]) = ("3", "2");
        return _service.InitializeAsync();
    }

    public Task DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task However_often_it_dies_a_month_comes_to_the_same_and_to_nothing_twice()
    {
        var world = World();
        _service.Platform.Application.Kill();
        await CloseAsync(world);
        await _service.Platform.RestartApplicationAsync();

        var (kills, undisturbed) = (0, await UndisturbedAsync(world));
        for (var round = 0; kills < Kills; round++)
        {
            // A month that is done before it could be killed is calculated again, under another name.
            using (var admin = Admin())
                (await admin.PostAsync($"/v1/admin/royalties/{Month}/calculate{QueryOf(round)}", null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
            for (; kills < Kills; kills++)
            {
                using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(_random.Next(20, 900)));
                await pause.WaitForNextTickAsync();
                _service.Platform.Application.Kill();
                await _service.Platform.RestartApplicationAsync();
                using var admin = Admin();
                if ((await ProgressAsync(admin, round)).GetProperty("outcome").ValueKind == JsonValueKind.Object)
                {
                    kills++;
                    break;
                }
            }

            var outcome = await EndedAsync(round);
            output.WriteLine($"after {kills} kills: {outcome}");
            (outcome.GetProperty("refusal").ValueKind, outcome.GetProperty("differences").GetArrayLength()).ShouldBe((JsonValueKind.Null, 0));
            outcome.GetProperty("digest").GetString().ShouldBe(undisturbed);
        }

        using var last = Admin();
        var view = await last.GetFromJsonAsync<JsonElement>($"/v1/admin/royalties/{Month}");
        view.GetProperty("period").GetProperty("stage").GetString().ShouldBe("calculated");
        var archive = new BlobContainerClient(_service.Platform.Azurite.ConnectionString, BlobContainers.Archive);
        await Eventually.HoldsAsync("nothing is left on the way", TimeSpan.FromSeconds(30), async () =>
            !await archive.GetBlobsAsync(prefix: $"royalties/{Month}/").AnyAsync(blob => blob.Name.Contains("/parts/") || blob.Name.Contains("/replays/")));
    }

    private static RoyaltyWorld World()
    {
        var (world, random) = (new RoyaltyWorld(), new Random(7));
        for (var i = 0; i < TestScale.Of(600, 20_000); i++)
            world.Play(Month, random.Next(40), random.Next(10), $"{i}", random.Next(8) == 0 ? RoyaltyWorld.Fate.Excluded : RoyaltyWorld.Fate.Counted, "search");
        for (var listener = 0; listener < 40; listener++)
            world.Pay(Month, listener, random.Next(500, 2_000));
        world.Rights = new() { Agreements = [], Sheets = [], Parties = [], Rates = [] };
        return world;
    }

    /// <summary>What the same month comes to in this process, with nobody to disturb it.</summary>
    private static async Task<string> UndisturbedAsync(RoyaltyWorld world)
    {
        await using var harness = await RoyaltyHarness.ClosedAsync(world, shards: 2, months: Month);
        return (await harness.CalculateAsync(Month)).Digest.ShouldNotBeNull();
    }

    /// <summary>Plays and payments into the folder, and the month closed: the application waits ten minutes for that, a test's clock does not.</summary>
    private async Task CloseAsync(RoyaltyWorld world)
    {
        await using var application = await RoyaltyApplication.StartAsync(_service.Platform.Azurite.ConnectionString, "2025-04-10T12:00:00Z", world: null, _service.Platform.DataDirectory);
        var documents = application.Get<IDocumentStore>();
        foreach (var play in world.Plays)
            await play.StoreAsync(documents);
        foreach (var (index, (_, entry)) in world.Revenue.Index())
        {
            var document = new RevenueDocument
            {
                Event = entry.Row.Id,
                Kind = entry.Row.Type,
                Period = Month,
                Country = entry.Row.Country,
                Product = entry.Row.Product,
                Currency = entry.Row.Currency,
                Gross = entry.Row.Gross,
                Vat = entry.Row.Vat,
                StoreFee = entry.Row.StoreFee,
                At = application.Clock.GetUtcNow(),
                Listener = entry.Listener,
            };
            await documents.WriteAsync(DocumentContainer.Money, RevenueDocument.PartitionOf(Month, index % RevenueDocument.Shards), DocumentOperation.Create($"{RevenueDocument.IdPrefix}{index}", document));
        }

        await application.CloseAsync(Month);
    }

    private async Task<JsonElement> EndedAsync(int round)
    {
        var outcome = default(JsonElement);
        await Eventually.HoldsAsync("the run has ended", TimeSpan.FromMinutes(2), async () =>
        {
            using var admin = Admin();
            outcome = (await ProgressAsync(admin, round)).GetProperty("outcome");
            return outcome.ValueKind == JsonValueKind.Object;
        });
        return outcome;
    }

    private static async Task<JsonElement> ProgressAsync(HttpClient admin, int round) =>
        await admin.GetFromJsonAsync<JsonElement>($"/v1/admin/royalties/{Month}/progress{QueryOf(round)}");

    private static string QueryOf(int round) => round == 0 ? "" : $"?replay=round-{round}";

    private HttpClient Admin()
    {
        var client = _service.Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", LocalTokens.Issue(_service.Platform.DataDirectory, "ann", scopes: ["admin"]));
        return client;
    }
}
