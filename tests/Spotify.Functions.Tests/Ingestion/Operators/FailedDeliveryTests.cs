using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Core.Ingestion;
using Spotify.Functions.Ingestion;
using Spotify.Functions.Ingestion.Operators;
using Spotify.Functions.Ingestion.Turns;
using Spotify.Functions.Tests.Hosting;
using Spotify.Functions.Tests.Ingestion.Turns;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Ingestion.Operators;

/// <summary>What an operator sees of deliveries that failed for good, and has run again, through the routes.</summary>
public sealed class FailedDeliveryTests : IAsyncLifetime
{
    private static readonly Type[] Functions =
    [
        typeof(ListIngestion), typeof(GetIngestion), typeof(ReplayIngestion), typeof(NoteFailure), typeof(FragileStep), typeof(FragileRelease),
    ];

    private readonly FakeTimeProvider _clock = new("2026-11-20T10:00:00Z");
    private readonly Fragility _fragility = new() { Fault = () => new InvalidOperationException("GET https://a.blob/x.flac?sv=1&sig=abc%3D failed\nAccountKey=hunter2;") };
    private ComposedApplication _application = null!;
    private HttpClient _operator = null!;

    public async Task InitializeAsync()
    {
        _application = await ComposedApplication.StartAsync(Functions, services: all => all.AddSingleton<TimeProvider>(_clock).AddSingleton(_fragility));
        _operator = _application.Operator();
    }

    public async Task DisposeAsync()
    {
        _operator.Dispose();
        await _application.DisposeAsync();
    }

    [Fact]
    public async Task A_delivery_that_failed_is_listed_inspected_run_again_and_mended()
    {
        await FailAsync("label-a", "batch-1", "run1");
        var failed = (await GetAsync("/v1/admin/ingestion")).GetProperty("failed").EnumerateArray().ShouldHaveSingleItem();
        failed.GetProperty("state").GetString().ShouldBe("failed");
        failed.GetProperty("failures").GetInt32().ShouldBe(1);

        var view = await GetAsync("/v1/admin/ingestion/label-a/batch-1");
        var step = view.GetProperty("steps").EnumerateArray().ShouldHaveSingleItem();
        step.GetProperty("step").GetString().ShouldBe(nameof(FragileStep));
        step.GetProperty("track").GetInt32().ShouldBe(3);
        step.GetProperty("tries").GetInt32().ShouldBe(1);
        step.GetProperty("error_type").GetString().ShouldBe(typeof(InvalidOperationException).FullName);
        step.GetProperty("message").GetString().ShouldBe("GET https://a.blob/x.flac?... failed AccountKey=...;");
        step.GetProperty("at").GetDateTimeOffset().ShouldBe(_clock.GetUtcNow());
        view.GetProperty("delivery").GetProperty("batch").GetString().ShouldBe("batch-1");

        // Once more in vain, and then it goes well.
        await ReplayedAsync("label-a", "batch-1", "ingest-run1-r1");
        (await GetAsync("/v1/admin/ingestion/label-a/batch-1")).GetProperty("state").GetString().ShouldBe("failed");
        _fragility.Fault = null;
        await ReplayedAsync("label-a", "batch-1", "ingest-run1-r2");
        view = await GetAsync("/v1/admin/ingestion/label-a/batch-1");
        view.GetProperty("state").GetString().ShouldBe("mended");
        view.GetProperty("failures").GetInt32().ShouldBe(2);
        view.GetProperty("runs").EnumerateArray().Select(run => (run.GetProperty("instance").GetString(), run.GetProperty("status").GetString()))
            .ShouldBe([("ingest-run1", "Completed"), ("ingest-run1-r1", "Completed"), ("ingest-run1-r2", "Completed")]);
        _fragility.Seen.ShouldAllBe(input => input == new IngestInput("label-a", "batch-1", "etag", "run1"));
    }

    [Fact]
    public async Task A_replay_begins_with_the_tracks_that_failed_on_our_side_and_leaves_the_others()
    {
        await FailAsync("label-a", "batch-1", "run1");
        var input = new IngestInput("label-a", "batch-1", "etag", "run1");
        await SaveTrackAsync(input, 0, TrackStage.Published);
        await SaveTrackAsync(input, 1, TrackStage.Rejected, ReasonCode.ProcessingFailed);
        await SaveTrackAsync(input, 2, TrackStage.Rejected, ReasonCode.HashMismatch);
        await SaveTrackAsync(input, 3, TrackStage.Rejected);
        await ReplayedAsync("label-a", "batch-1", "ingest-run1-r1");
        (await Deliveries.ListTracksAsync("label-a", "batch-1", "run1", default)).Select(track => track.Stage)
            .ShouldBe([TrackStage.Published, TrackStage.Queued, TrackStage.Rejected, TrackStage.Queued]);
    }

    [Fact]
    public async Task What_cannot_be_run_again_is_refused_by_name()
    {
        await RefusedAsync("/v1/admin/ingestion/label-a/batch-1/replay", 404, "NOT_FOUND");
        await RefusedAsync("/v1/admin/ingestion/label-a/a.b/replay", 404, "NOT_FOUND");
        await FailAsync("label-a", "batch-1", "run1");

        var hold = new TaskCompletionSource();
        _fragility.WaitFor = hold.Task;
        using (var started = await _operator.PostAsync("/v1/admin/ingestion/label-a/batch-1/replay", null))
            started.StatusCode.ShouldBe(System.Net.HttpStatusCode.Accepted);
        (await GetAsync("/v1/admin/ingestion/label-a/batch-1")).GetProperty("state").GetString().ShouldBe("under_way");
        await RefusedAsync("/v1/admin/ingestion/label-a/batch-1/replay", 409, "CONFLICT");
        hold.SetResult();
        await Client.WaitForInstanceCompletionAsync("ingest-run1-r1");

        await Deliveries.SaveAsync("label-a", Delivery("batch-1", "run2"), default);
        (await GetAsync("/v1/admin/ingestion/label-a/batch-1")).GetProperty("state").GetString().ShouldBe("replaced");
        await RefusedAsync("/v1/admin/ingestion/label-a/batch-1/replay", 409, "CONFLICT");

        // Another manifest's failure is another story; and what is purged cannot be run again.
        await FailAsync("label-a", "batch-1", "run2");
        var view = await GetAsync("/v1/admin/ingestion/label-a/batch-1");
        (view.GetProperty("failures").GetInt32(), view.GetProperty("runs").GetArrayLength()).ShouldBe((1, 1));
        await Client.PurgeInstanceAsync("ingest-run2");
        await RefusedAsync("/v1/admin/ingestion/label-a/batch-1/replay", 409, "CONFLICT");

        using var listener = _application.Listener();
        ((int)(await listener.GetAsync("/v1/admin/ingestion")).StatusCode).ShouldBe(403);
    }

    [Fact]
    public async Task Failures_are_read_page_by_page_and_a_note_that_comes_twice_is_one()
    {
        for (var i = 0; i < 5; i++)
            await FailAsync("label-a", $"batch-{i}", $"run{i}");
        var step = new FailedStep("ingest-run0", "run0", nameof(FragileStep), 3, 1, "any", "any", default);
        (await _application.Services.GetRequiredService<FailureDesk>().NoteAsync(new FailureNote("label-a", "batch-0", step), default)).ShouldBeFalse();

        var (seen, next) = (new List<string?>(), "");
        do
        {
            var page = await GetAsync($"/v1/admin/ingestion?limit=2{next}");
            seen.AddRange(page.GetProperty("failed").EnumerateArray().Select(one => one.GetProperty("batch").GetString()));
            next = page.TryGetProperty("next", out var after) && after.GetString() is { } text ? $"&after={Uri.EscapeDataString(text)}" : null;
        }
        while (next is not null);
        seen.ShouldBe(["batch-0", "batch-1", "batch-2", "batch-3", "batch-4"]);
        foreach (var query in (string[])["limit=0", "limit=201", "after=%00"])
            ((int)(await _operator.GetAsync($"/v1/admin/ingestion?{query}")).StatusCode).ShouldBe(400);
    }

    [Fact]
    public async Task What_waits_and_what_is_in_work_is_counted_by_label()
    {
        var (turns, runs) = (_application.Services.GetRequiredService<TurnDispatcher>(), new CalledRuns());
        var atOnce = (await GetAsync("/v1/admin/ingestion")).GetProperty("queue").GetProperty("at_once").GetInt32();
        for (var i = 0; i < atOnce + 3; i++)
            await turns.AskAsync(new TurnInput($"a-{i}", "0", i == 0 ? "small" : "big", null), runs, default);
        var queue = (await GetAsync("/v1/admin/ingestion")).GetProperty("queue");
        (queue.GetProperty("waiting").GetInt32(), queue.GetProperty("running").GetInt32()).ShouldBe((3, atOnce));
        queue.GetProperty("labels").EnumerateArray()
            .Select(label => (label.GetProperty("label").GetString(), label.GetProperty("waiting").GetInt32(), label.GetProperty("running").GetInt32()))
            .ShouldBe([("big", 3, atOnce - 1), ("small", 0, 1)]);
    }

    [Theory]
    [InlineData("plain words stay", "plain words stay")]
    [InlineData("https://a/b?sv=2024&sig=x%2By: refused", "https://a/b?... refused")]
    [InlineData("Authorization: Bearer eyJhbGciOi.x.y", "Authorization: Bearer ...")]
    [InlineData("{\"client_secret\":\"abc\",\"a\":1}", "{\"client_secret\":\"...\",\"a\":1}")]
    [InlineData("Endpoint=sb://x/;SharedAccessKeyName=a;SharedAccessKey=b64==", "Endpoint=sb://x/;SharedAccessKeyName=a;SharedAccessKey=...")]
    [InlineData("a\r\nb\u0000c", "a  b c")]
    public void Nothing_secret_is_kept_of_a_message(string message, string kept) => FailureText.Clean(message).ShouldBe(kept);

    [Fact]
    public void A_long_message_is_cut() => FailureText.Clean(new string('x', 1_000_000)).Length.ShouldBe(FailureText.MaxLength + 3);

    private DurableTaskClient Client => _application.Services.GetRequiredService<DurableTaskClient>();

    private DeliveryStore Deliveries => _application.Services.GetRequiredService<DeliveryStore>();

    private static DeliveryDocument Delivery(string batch, string run) => new() { Batch = batch, CreatedAt = default, State = DeliveryState.Rejected, Run = run };

    private async Task FailAsync(string label, string batch, string run)
    {
        await Deliveries.SaveAsync(label, Delivery(batch, run), default);
        var input = new IngestInput(label, batch, "etag", run);
        await Client.ScheduleNewOrchestrationInstanceAsync(nameof(FragileRelease), input, new StartOrchestrationOptions($"ingest-{run}"));
        await Client.WaitForInstanceCompletionAsync($"ingest-{run}");
    }

    private Task SaveTrackAsync(IngestInput input, int index, TrackStage stage, params ReasonCode[] reasons) => Deliveries.SaveTrackAsync(
        input,
        new TrackDocument
        {
            Index = index,
            File = $"{index}.flac",
            Isrc = "",
            Title = "",
            TrackId = "",
            Stage = stage,
            Reasons = [.. reasons.Select(code => new Reason(code, ""))],
        },
        default);

    private async Task ReplayedAsync(string label, string batch, string instance)
    {
        using var answer = await _operator.PostAsync($"/v1/admin/ingestion/{label}/{batch}/replay", null);
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        ((int)answer.StatusCode).ShouldBe(202, body.ToString());
        body.GetProperty("instance").GetString().ShouldBe(instance);
        new Uri(body.GetProperty("href").GetString()!).AbsolutePath.ShouldBe($"/v1/admin/ingestion/{label}/{batch}");
        await Client.WaitForInstanceCompletionAsync(instance);
    }

    private async Task RefusedAsync(string path, int status, string reason)
    {
        using var answer = await _operator.PostAsync(path, null);
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        ((int)answer.StatusCode).ShouldBe(status, body.ToString());
        body.GetProperty("error").GetProperty("reason").GetString().ShouldBe(reason);
    }

    private async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await _operator.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(200, text);
        return JsonDocument.Parse(text).RootElement;
    }
}
