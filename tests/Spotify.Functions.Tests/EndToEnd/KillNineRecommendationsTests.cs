using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Spotify.Cli.Local;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Blobs;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Recommendations.Serving;
using Spotify.Functions.Recommendations.Weekly;
using Spotify.Functions.Tests.Hosting;
using Spotify.Functions.Tests.Recommendations.Weekly;
using Spotify.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace Spotify.Functions.Tests.EndToEnd;

/// <summary>The real application, killed with SIGKILL while it learns and while it makes lists, and started again over the same folder.</summary>
public sealed class KillNineRecommendationsTests(ITestOutputHelper output) : IAsyncLifetime
{
    // Beginnings of steps to be killed in, a week for each; with more time more of them, and several times over.
    private static readonly IReadOnlyList<string> Moments = TestScale.Of(1, 2) == 1
        ? ["learning, sweep", "making lists"]
        : [.. Enumerable.Repeat<string[]>(["reading", "joining", "learning, sweep", "linking", "learning descriptions", "learning sound", "placing", "making lists"], 3).SelectMany(one => one)];

    private readonly ServiceFixture _service = new();
    private readonly TasteWorld _world = new(TestScale.Of(60, 900), sound: TasteWorld.SoundOf.Kind) { Unheard = 10 };

    private static readonly Dictionary<string, string> Sizes = new()
    {
        ["Recommendations__Ranges"] = "16",
        ["Recommendations__ListenerBlocks"] = "3",
        ["Recommendations__TracksInBlock"] = "64",
        ["Recommendations__Dimensions"] = "16",
        ["Recommendations__Sweeps"] = "4",
        ["Recommendations__Unobserved"] = "0.1",
        ["Recommendations__GraphDirections"] = "4",
    };

    public Task InitializeAsync()
    {
        foreach (var (name, value) in Sizes)
            _service.Settings[name] = value;
        _service.Settings["Limits__Admin"] = "0";
        return _service.InitializeAsync();
    }

    public Task DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task However_often_it_dies_the_run_ends_with_the_lists_of_an_undisturbed_one_and_nobody_ever_sees_half_a_list()
    {
        var now = TimeProvider.System.GetUtcNow();
        _world.PlayWeeks(now);
        _service.Platform.Application.Kill();
        await WithFolderAsync(async application =>
        {
            await _world.StoreAsync(application.Documents);
            await _world.PublishAsync(application.Services.GetRequiredService<ICatalog>(), _service.Platform.Azurite.ConnectionString);
            return true;
        });
        await _service.Platform.RestartApplicationAsync();
        var seen = new Dictionary<string, SortedDictionary<string, string>>();
        var weeks = WeekCalendar.Next(now).Number;
        foreach (var moment in Moments)
            await Eventually.HoldsAsync($"it is killed {moment}", TimeSpan.FromMinutes(3), async () =>
            {
                var week = new TasteWeek(weeks++).ToString();
                (var wasKilled, seen[week]) = await KilledAsync(week, moment);
                return wasKilled;
            });

        await Eventually.HoldsAsync("nothing is left on the way", TimeSpan.FromSeconds(30), async () =>
            !await new BlobContainerClient(_service.Platform.Azurite.ConnectionString, BlobContainers.Archive).GetBlobsAsync(prefix: "recommendations/runs/").AnyAsync());
        _service.Platform.Application.Kill();
        await WithFolderAsync(async application =>
        {
            foreach (var (week, some) in seen)
            {
                var lists = await ListsAsync(application.Documents, week);
                lists.Count.ShouldBe(_world.Listeners.Count);
                foreach (var one in some)
                    one.Value.ShouldBe(lists[one.Key]);
                (await UndisturbedAsync(application, week)).ShouldBe(lists);
            }

            return true;
        });
    }

    /// <summary>Has a week made, kills the application in a step of it, and waits until the run, gone on with after the restart, has ended.</summary>
    /// <returns>Whether it was killed there: a short step may be over before it is seen. The lists that were there when it died.</returns>
    private async Task<(bool WasKilled, SortedDictionary<string, string> Lists)> KilledAsync(string week, string moment)
    {
        using (var admin = Admin())
            (await admin.PostAsync($"/v1/admin/recommendations/weeks/{week}/make", null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var step = await ReachedAsync(week, moment);
        _service.Platform.Application.Kill();
        var lists = await StoredAsync(week);
        await _service.Platform.RestartApplicationAsync();
        var outcome = default(JsonElement);
        await Eventually.HoldsAsync("the run has ended", TimeSpan.FromMinutes(2), async () =>
        {
            using var admin = Admin();
            return (outcome = (await ViewAsync(admin, week)).GetProperty("outcome")).ValueKind == JsonValueKind.Object;
        });
        output.WriteLine($"{week} was killed in: {step ?? "nothing, it had ended"}, {lists.Count} lists there; ended with {outcome.GetProperty("listeners")} listeners, {outcome.GetProperty("full")} full");
        outcome.GetProperty("listeners").GetInt32().ShouldBe(_world.Listeners.Count);
        outcome.GetProperty("measured").GetProperty("signals").EnumerateArray().ShouldAllBe(signal => signal.GetProperty("state").GetString() == "used");
        return (step is not null, lists);
    }

    /// <summary>Lists as they lie in the folder while the application is dead; read past it, since whoever opened the folder as a whole would take the run over.</summary>
    private async Task<SortedDictionary<string, string>> StoredAsync(string week)
    {
        await using var documents = new SqliteDocumentStore(Path.Combine(_service.Platform.DataDirectory, "documents.db"), TimeProvider.System, NullLogger<SqliteDocumentStore>.Instance);
        return await ListsAsync(documents, week);
    }

    /// <summary>The same run in this process, with nobody to disturb it: of the same moment, so that everything has faded as much.</summary>
    private static async Task<SortedDictionary<string, string>> UndisturbedAsync(ComposedApplication application, string week)
    {
        var model = (await application.Services.GetRequiredService<ModelRegistry>().FindAsync(WeeklyStatus.InstanceOf(week), default))!;
        var input = new WeeklyInput(week, model.LearnedTo.AddDays(7), model.By);
        await WeeklyRecommendations.Run(new WeeklyStory(application.Services, new FakeTimeProvider(input.At.ToString("O")), WeeklyStatus.InstanceOf(week) + "-undisturbed", input, 1));
        return await ListsAsync(application.Documents, week);
    }

    private static async Task<SortedDictionary<string, string>> ListsAsync(IDocumentStore documents, string week)
    {
        var lists = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var range in await documents.GetScanRangesAsync(DocumentContainer.Users, 1))
        {
            await foreach (var one in documents.ScanAsync<WeeklyListDocument>(DocumentContainer.Users, range, new ScanFilter(Ids: IdRange.Prefix(WeeklyListDocument.ListType))))
            {
                if (one.Value.Week != week)
                    continue;
                one.Value.Items.Count.ShouldBe(DiscoverWeekly.Length);
                lists[one.Partition.First] = JsonSerializer.Serialize(one.Value with { Model = "" }, DocumentJson.Options);
            }
        }

        return lists;
    }

    /// <summary>Waits for a step that begins so; null where the run has ended before it was seen.</summary>
    private async Task<string?> ReachedAsync(string week, string moment)
    {
        var reached = default(string);
        using var admin = Admin();
        await Eventually.HoldsAsync($"the run is {moment}", TimeSpan.FromMinutes(1), async () =>
        {
            var view = await ViewAsync(admin, week);
            if (view.GetProperty("status").GetString() == "Failed")
                throw new InvalidOperationException($"The run has failed: {view}{Environment.NewLine}{_service.Log}");
            if (view.GetProperty("outcome").ValueKind == JsonValueKind.Object)
                return true;
            if (view.GetProperty("progress") is { ValueKind: JsonValueKind.Object } progress && progress.GetProperty("step").GetString()!.StartsWith(moment, StringComparison.Ordinal))
                reached = $"{progress.GetProperty("step").GetString()} ({progress.GetProperty("done").GetInt32()} of {progress.GetProperty("of").GetInt32()})";
            return reached is not null;
        });
        return reached;
    }

    private async Task<T> WithFolderAsync<T>(Func<ComposedApplication, Task<T>> use)
    {
        var storage = _service.Platform.Azurite.ConnectionString;
        var settings = new Dictionary<string, string?> { [BlobAccounts.UploadsName] = storage, [BlobAccounts.MediaName] = storage };
        foreach (var (name, value) in Sizes)
            settings[name.Replace("__", ":", StringComparison.Ordinal)] = value;
        await using var application = await ComposedApplication.StartAsync([typeof(GetWeek)], settings, folder: _service.Platform.DataDirectory);
        return await use(application);
    }

    private static async Task<JsonElement> ViewAsync(HttpClient admin, string week) => await admin.GetFromJsonAsync<JsonElement>($"/v1/admin/recommendations/weeks/{week}");

    private HttpClient Admin()
    {
        var client = _service.Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", LocalTokens.Issue(_service.Platform.DataDirectory, "ann", scopes: ["admin"]));
        return client;
    }
}
