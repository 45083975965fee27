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
    // Beginnings of steps to be killed in; with more time each of them several times over.
    private static readonly IReadOnlyList<string> Moments =
        [.. Enumerable.Repeat<string[]>(["reading", "learning, sweep", "linking", "learning sound", "making lists"], TestScale.Of(1, 4)).SelectMany(one => one).Skip(TestScale.Of(1, 0))];

    private readonly ServiceFixture _service = new();
    private readonly TasteWorld _world = new(TestScale.Of(90, 900), sound: TasteWorld.SoundOf.Kind) { Unheard = 10 };

    private static readonly Dictionary<string, string> Sizes = new()
    {
        ["Recommendations__Ranges"] = "12",
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
        var (now, week) = (DateTimeOffset.UtcNow, WeekCalendar.Next(DateTimeOffset.UtcNow).ToString());
        _world.PlayWeeks(now);
        _service.Platform.Application.Kill();
        await WithFolderAsync(async application =>
        {
            await _world.StoreAsync(application.Documents);
            await _world.PublishAsync(application.Services.GetRequiredService<ICatalog>(), _service.Platform.Azurite.ConnectionString);
            return true;
        });
        await _service.Platform.RestartApplicationAsync();
        using (var admin = Admin())
            (await admin.PostAsync($"/v1/admin/recommendations/weeks/{week}/make", null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);

        var (killed, seen) = (new List<string>(), new List<SortedDictionary<string, string>>());
        foreach (var moment in Moments)
        {
            if (await ReachedAsync(week, moment) is not { } step)
                break;
            _service.Platform.Application.Kill();
            killed.Add(step);
            seen.Add(await StoredAsync(week));
            await _service.Platform.RestartApplicationAsync();
        }

        var outcome = default(JsonElement);
        await Eventually.HoldsAsync("the run has ended", TimeSpan.FromMinutes(2), async () =>
        {
            using var admin = Admin();
            return (outcome = (await ViewAsync(admin, week)).GetProperty("outcome")).ValueKind == JsonValueKind.Object;
        });
        output.WriteLine($"killed in: {string.Join("; ", killed)}{Environment.NewLine}{outcome}");
        killed.ShouldContain(step => step.StartsWith("learning, sweep", StringComparison.Ordinal));
        killed.ShouldContain(step => step.StartsWith("making lists", StringComparison.Ordinal));
        outcome.GetProperty("listeners").GetInt32().ShouldBe(_world.Listeners.Count);
        outcome.GetProperty("measured").GetProperty("signals").EnumerateArray().ShouldAllBe(signal => signal.GetProperty("state").GetString() == "used");

        _service.Platform.Application.Kill();
        var (lists, undisturbed) = await WithFolderAsync(async application =>
        {
            var lists = await ListsAsync(application.Documents, week);
            return (lists, await UndisturbedAsync(application, week));
        });
        lists.Count.ShouldBe(_world.Listeners.Count);
        lists.ShouldBe(undisturbed);
        foreach (var one in seen.SelectMany(some => some))
            one.Value.ShouldBe(lists[one.Key]);
        await Eventually.HoldsAsync("nothing is left on the way", TimeSpan.FromSeconds(30), async () =>
            !await new BlobContainerClient(_service.Platform.Azurite.ConnectionString, BlobContainers.Archive).GetBlobsAsync(prefix: "recommendations/runs/").AnyAsync());
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
                one.Value.Week.ShouldBe(week);
                one.Value.Items.Count.ShouldBe(DiscoverWeekly.Length);
                lists[one.Partition.First] = JsonSerializer.Serialize(one.Value with { Model = "" }, DocumentJson.Options);
            }
        }

        return lists;
    }

    /// <summary>Waits for a step that begins so, of which something is done already; null where the run has ended before.</summary>
    private async Task<string?> ReachedAsync(string week, string moment)
    {
        var (reached, view) = (default(string), default(JsonElement));
        using var admin = Admin();
        await Eventually.HoldsAsync($"the run is {moment}", TimeSpan.FromMinutes(1), async () =>
        {
            view = await ViewAsync(admin, week);
            if (view.GetProperty("status").GetString() == "Failed")
                throw new InvalidOperationException($"The run has failed: {view}{Environment.NewLine}{_service.Log}");
            if (view.GetProperty("progress") is { ValueKind: JsonValueKind.Object } progress && progress.GetProperty("step").GetString()!.StartsWith(moment, StringComparison.Ordinal)
                && (progress.GetProperty("done").GetInt32() > 0 || progress.GetProperty("of").GetInt32() < 4))
                reached = $"{progress.GetProperty("step").GetString()} ({progress.GetProperty("done").GetInt32()} of {progress.GetProperty("of").GetInt32()})";
            return reached is not null || view.GetProperty("outcome").ValueKind == JsonValueKind.Object;
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
