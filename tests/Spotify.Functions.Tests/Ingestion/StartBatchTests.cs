using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Storage.Blobs;
using Shouldly;
using Spotify.Functions.Ingestion;
using Spotify.Functions.Playback;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Tests.Hosting;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Ingestion;

/// <summary>A batch of DDEX messages in the composed application: asked for and followed over HTTP, found by the trigger, run by the real engine, played.</summary>
public sealed class StartBatchTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly Type[] Functions =
    [
        typeof(OpenDelivery), typeof(GetDelivery), typeof(ListDeliveries), typeof(StartBatch), typeof(IngestBatch), typeof(PlanBatch), typeof(IngestRelease), typeof(ReadManifest),
        typeof(ProcessTrack), typeof(ProcessCover), typeof(PublishRelease), typeof(WithdrawRelease), typeof(DiscardAudio), typeof(DiscardReplacedAudio), typeof(AcknowledgeDelivery),
        typeof(AcknowledgeBatch), typeof(GetStreamUrl), typeof(AnswerUnknownRoute),
    ];

    private readonly string _label = "ddex-" + Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal);

    [Fact]
    public async Task A_batch_goes_from_its_upload_to_listeners_over_a_restart_and_nobody_else_sees_how()
    {
        using var folder = new TempFolder();
        var (one, two) = (TestMessage.New("A1"), TestMessage.New("A2"));
        var files = one.Files().Concat(two.Files()).ToDictionary();
        files["BatchComplete_1.xml"] = [];
        string batch;
        await using (var first = await StartAsync(folder))
        {
            using var label = Label(first, _label);
            batch = await UploadAsync(label, files);
            await Eventually.HoldsAsync("the batch is being worked on", TimeSpan.FromSeconds(60), async () => (await FollowAsync(label, batch)).GetProperty("counts").GetProperty("tracks").GetInt32() > 0);
        }

        await using var second = await StartAsync(folder);
        using var again = Label(second, _label);
        await Eventually.HoldsAsync("the batch is answered", TimeSpan.FromSeconds(120), async () => (await FollowAsync(again, batch)).GetProperty("status").GetString() is not ("processing" or "awaiting_upload"));

        var progress = await FollowAsync(again, batch);
        progress.GetProperty("status").GetString().ShouldBe("accepted", progress.ToString());
        progress.GetProperty("counts").GetProperty("published").GetInt32().ShouldBe(2);
        progress.GetProperty("releases").EnumerateArray().Select(release => release.GetProperty("folder").GetString()).ShouldBe(["A1", "A2"]);
        var line = (await again.GetFromJsonAsync<JsonElement>($"/v1/labels/{_label}/deliveries?limit=1")).GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        line.GetProperty("counts").GetProperty("releases").GetInt32().ShouldBe(2);
        (await again.GetAsync($"/v1/labels/{_label}/deliveries?limit=0")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var other = Label(second, "somebody-else");
        (await other.GetAsync($"/v1/labels/{_label}/deliveries/{batch}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await other.GetAsync($"/v1/labels/somebody-else/deliveries/{batch}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        using var listener = second.Listener();
        foreach (var track in (string[])[one.TrackId(0), two.TrackId(0)])
        {
            var stream = await listener.GetFromJsonAsync<JsonElement>($"/v1/tracks/{track}/stream?format=mp3");
            using var storage = new HttpClient();
            (await storage.GetByteArrayAsync(new Uri(stream.GetProperty("url").GetString()!))).Length.ShouldBeGreaterThan(1000);
        }

        var answers = new BlobContainerClient(azurite.ConnectionString, "acknowledgements");
        (await answers.GetBlobClient($"{_label}/{batch}/A1.xml").ExistsAsync()).Value.ShouldBeTrue();
        (await answers.GetBlobClient($"{_label}/{batch}.json").ExistsAsync()).Value.ShouldBeTrue();
    }

    private Task<ComposedApplication> StartAsync(TempFolder folder) => ComposedApplication.StartAsync(
        Functions,
        new Dictionary<string, string?>
        {
            ["Uploads"] = azurite.ConnectionString,
            ["Media"] = azurite.ConnectionString,
            ["AzureWebJobsStorage"] = azurite.ConnectionString,
            ["Ingestion:WorkFolder"] = folder.File("work"),
            // It looks far more often than a person does.
            ["Limits:General"] = "0",
        },
        folder: folder.Path);

    private static HttpClient Label(ComposedApplication application, string label) => application.WithToken(application.Authority.Issue("staff-of-" + label, label: label));

    private async Task<string> UploadAsync(HttpClient label, Dictionary<string, byte[]> files)
    {
        using var answer = await label.PostAsJsonAsync($"/v1/labels/{_label}/deliveries", new { files = files.Select(file => new { name = file.Key, bytes = file.Value.Length }) });
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        var opened = await answer.Content.ReadFromJsonAsync<JsonElement>();
        foreach (var upload in opened.GetProperty("uploads").EnumerateArray())
            await TestDelivery.PutAsync(upload.GetProperty("url").GetString()!, files[upload.GetProperty("name").GetString()!]);
        return opened.GetProperty("batch").GetString()!;
    }

    private async Task<JsonElement> FollowAsync(HttpClient label, string batch) => await label.GetFromJsonAsync<JsonElement>($"/v1/labels/{_label}/deliveries/{batch}");
}
