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
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Royalties.Rights;
using Spotify.Functions.Tests.Royalties.Job;
using Spotify.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace Spotify.Functions.Tests.EndToEnd;

/// <summary>The real application, killed with SIGKILL at random moments of the monthly royalties and started again over the same folder.</summary>
public sealed class KillNineRoyaltiesTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Month = "2025-03";
    private static readonly int Kills = TestScale.Of(2, 20);
    private readonly ServiceFixture _service = new();
    private readonly Random _random = new(20261126);

    public Task InitializeAsync()
    {
        (_service.Settings["Royalties__MinStreams"], _service.Settings["Royalties__MinListeners"]) = ("3", "2");
        _service.Settings["Statements__SenderPartyId"] = "PADPIDA2014120301U";
        _service.Settings["Limits__General"] = "0";
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

        await LabelsHaveTheirFilesAsync(undisturbed);
        await EveryFigureLeadsToPlaysAsync();
    }

    /// <summary>Approved, and killed at once: the files are written all the same.</summary>
    private async Task LabelsHaveTheirFilesAsync(string digest)
    {
        using (var admin = Admin())
            (await admin.PostAsync($"/v1/admin/royalties/{Month}/approve?digest={digest}", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        _service.Platform.Application.Kill();
        await _service.Platform.RestartApplicationAsync();
        var files = new BlobContainerClient(_service.Platform.Azurite.ConnectionString, BlobContainers.Statements);
        string[] labels = ["label-0", "label-1", "label-2"];
        await Eventually.HoldsAsync("all labels have their statements", TimeSpan.FromSeconds(60), async () =>
        {
            var names = await files.GetBlobsAsync().Select(blob => blob.Name).ToListAsync();
            return labels.All(label => names.Contains($"{label}/{Month}/{label}/statement.csv") && names.Any(name => name.StartsWith($"{label}/{Month}/{label}/dsr/DSR_")));
        });
        using var staff = Staff("label-0");
        var written = (await files.GetBlobClient($"label-0/{Month}/label-0/statement.csv").DownloadContentAsync()).Value.Content.ToString();
        (await staff.GetStringAsync($"/v1/royalties/statements/{Month}/label-0.csv")).ShouldBe(written);
    }

    /// <summary>From the statement to its pools, to a track's streams, and to its plays, each of which is proven.</summary>
    private async Task EveryFigureLeadsToPlaysAsync()
    {
        using var staff = Staff("label-0");
        var why = await staff.GetFromJsonAsync<JsonElement>($"/v1/royalties/statements/{Month}/label-0/why");
        foreach (var credit in why.GetProperty("steps").EnumerateArray().Where(step => step.GetProperty("what").GetString() == "credit"))
        {
            var pool = await staff.GetFromJsonAsync<JsonElement>(credit.GetProperty("why").GetString());
            var line = (await staff.GetFromJsonAsync<JsonElement>(pool.GetProperty("lines").GetString())).GetProperty("lines")[0];
            var path = $"/v1/royalties/statements/{Month}/label-0/why/{Uri.EscapeDataString(line.GetProperty("pool").GetString()!)}/{line.GetProperty("track").GetString()}";
            var track = await staff.GetFromJsonAsync<JsonElement>(path);
            var (plays, next) = (new List<JsonElement>(), "");
            while (next is not null)
            {
                var page = await staff.GetFromJsonAsync<JsonElement>($"{track.GetProperty("plays").GetString()}?limit=3{next}");
                plays.AddRange(page.GetProperty("plays").EnumerateArray());
                next = page.GetProperty("next").GetString() is { } after ? "&after=" + after : null;
            }

            plays.Select(play => play.GetProperty("play").GetString()).ShouldBeUnique();
            plays.Sum(play => play.GetProperty("delta").GetInt64()).ShouldBe(track.GetProperty("streams").GetInt64());
            var proof = await staff.GetFromJsonAsync<JsonElement>(plays[^1].GetProperty("proof").GetString());
            (proof.GetProperty("period_root").GetString(), proof.GetProperty("play").GetProperty("track").GetString())
                .ShouldBe((track.GetProperty("ledger_root").GetString(), line.GetProperty("track").GetString()));
        }
    }

    private static RoyaltyWorld World()
    {
        var (world, random) = (new RoyaltyWorld { IsInCatalogue = false }, new Random(7));
        for (var i = 0; i < TestScale.Of(600, 20_000); i++)
            world.Play(Month, random.Next(40), random.Next(10), $"{i}", random.Next(8) == 0 ? RoyaltyWorld.Fate.Excluded : RoyaltyWorld.Fate.Counted, "search");
        for (var listener = 0; listener < 40; listener++)
            world.Pay(Month, listener, random.Next(500, 2_000));
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
        await RegisterAsync(application);
        world.Rights = await application.Get<IRightsSource>().ReadAsync(Month, CancellationToken.None);
        world.Rights.Agreements.Count.ShouldBe(RoyaltyWorld.DefaultRights().Agreements.Count);
    }

    /// <summary>Parties, agreements of all models, splits with escrow, rates and taxes, as operators set them.</summary>
    private static async Task RegisterAsync(RoyaltyApplication application)
    {
        var (rights, none) = (RoyaltyWorld.DefaultRights(), CancellationToken.None);
        foreach (var party in rights.Parties)
            Done(await application.Get<PartyDesk>().PutAsync(party with { Label = party.Id.StartsWith("label", StringComparison.Ordinal) ? party.Id : null }, "ann", none));
        foreach (var agreement in rights.Agreements)
            Done(await application.Get<AgreementDesk>().PutAsync(agreement with { From = "2025-01" }, "ann", none));
        foreach (var sheet in rights.Sheets)
            Done(await application.Get<SplitDesk>().PutAsync("label-0", sheet with { From = "2025-01" }, "ann", isOperator: true, none));
        Done(await application.Get<TableDesk>().PutRatesAsync(Month, new RateList(rights.Rates), "ann", none));
        Done(await application.Get<TableDesk>().PutTreatiesAsync(new TreatyList(rights.Taxes), "ann", none));
    }

    private static void Done<T>(Change<T> change) => change.Refusal.ShouldBeNull();

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

    private HttpClient Admin() => With(LocalTokens.Issue(_service.Platform.DataDirectory, "ann", scopes: ["admin"]));

    private HttpClient Staff(string label) => With(LocalTokens.Issue(_service.Platform.DataDirectory, "staff", label: label));

    private HttpClient With(string token)
    {
        var client = _service.Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}
