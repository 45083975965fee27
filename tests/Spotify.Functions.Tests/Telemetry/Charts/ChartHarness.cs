using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Spotify.Core.Playback;
using Spotify.Core.Telemetry.Charts;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Telemetry;
using Spotify.Functions.Telemetry.Charts;
using Spotify.Functions.Tests.Catalog;
using Spotify.Functions.Tests.Ingestion;
using Spotify.TestSupport;
using Answer = Spotify.Functions.Tests.Platform.Http.Answer;

namespace Spotify.Functions.Tests.Telemetry.Charts;

/// <summary>The charts over a store of their own: counts as the ledger's counters keep them, the real orchestration and activities, the routes.</summary>
internal sealed class ChartHarness : IAsyncDisposable
{
    public static readonly Caller Swede = new("listener", Tier.Premium, "SE", new HashSet<string>(), null, null);

    private readonly TempFolder _folder = new();
    private readonly SqliteDocumentStore _documents;

    public ChartHarness() =>
        _documents = new SqliteDocumentStore(_folder.File("documents.db"), Clock, NullLogger<SqliteDocumentStore>.Instance);

    public TestClock Clock { get; } = new() { Now = new DateTimeOffset(2026, 11, 20, 10, 10, 0, TimeSpan.Zero) };

    public IDocumentStore Documents => _documents;

    public static DateOnly Today { get; } = new(2026, 11, 20);

    /// <summary>Sets the plays of a track on a day in one shard of its counter, by market and product.</summary>
    public async Task PlayAsync(DateOnly day, string track, Dictionary<string, Dictionary<string, long>> counts, int shard = 0) =>
        await Documents.WriteAsync(
            DocumentContainer.Aggregates,
            CounterShards.ScopeOf(track, shard),
            DocumentOperation.Upsert(TrackDay.IdOf(day), new TrackDay { Track = track, Counts = counts, Excluded = [] }));

    public Task PlayAsync(DateOnly day, string track, string market, long plays) => PlayAsync(day, track, new() { [market] = new() { ["premium"] = plays } });

    /// <summary>Says that a track's counter has so many shards.</summary>
    public async Task SpreadAsync(string track, int shards) => await Documents.WriteAsync(
        DocumentContainer.Aggregates,
        CounterShards.ScopeOf(track, 0),
        DocumentOperation.Upsert(TrackAggregate.CounterId, new TrackAggregate { Type = TrackAggregate.CounterType, Count = 1, Shards = shards }));

    /// <summary>Runs a build to its end.</summary>
    /// <returns>How many charts were written.</returns>
    public async Task<int> BuildAsync(DateOnly? date = null)
    {
        var build = new ChartBuild(Documents, NullLogger<ChartBuild>.Instance);
        var context = new StoryContext(new ChartsInput(Clock.Now, date), new Dictionary<string, Func<Func<Type, object>, Task<object>>>
        {
            [nameof(PlanCharts)] = async input => await new PlanCharts(build).Run((ChartsInput)input(typeof(ChartsInput)), CancellationToken.None),
            [nameof(CountChartRange)] = async input => await new CountChartRange(build).Run((ChartRangeInput)input(typeof(ChartRangeInput)), CancellationToken.None),
            [nameof(PublishCharts)] = async input => await new PublishCharts(build).Run((ChartPublishInput)input(typeof(ChartPublishInput)), CancellationToken.None),
        });
        return await BuildCharts.Run(context);
    }

    public Task<Answer> GetAsync(string query = "", ChartPeriod period = ChartPeriod.Daily, Caller? caller = null, string? ifNoneMatch = null)
    {
        var reader = new ChartReader(Documents);
        return CallAsync(
            request => period == ChartPeriod.Daily ? new GetDailyChart(reader).Run(request, CancellationToken.None) : new GetWeeklyChart(reader).Run(request, CancellationToken.None),
            query,
            caller,
            ifNoneMatch);
    }

    /// <summary>The entries of a chart that is there.</summary>
    public async Task<IReadOnlyList<Entry>> EntriesAsync(string query = "", ChartPeriod period = ChartPeriod.Daily)
    {
        var answer = await GetAsync(query, period);
        return answer.Status == StatusCodes.Status200OK
            ? [.. answer.Json.GetProperty("entries").EnumerateArray().Select(Entry.Of)]
            : throw new InvalidOperationException(answer.Body);
    }

    public static async Task<Answer> CallAsync(Func<HttpRequest, Task<IResult>> function, string query, Caller? caller = null, string? ifNoneMatch = null)
    {
        using var body = new MemoryStream();
        var http = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        http.Request.QueryString = new QueryString(query);
        http.Request.Headers.IfNoneMatch = ifNoneMatch;
        http.Response.Body = body;
        http.SetCaller(caller ?? Swede);
        await (await function(http.Request)).ExecuteAsync(http);
        return new Answer(http.Response.StatusCode, System.Text.Encoding.UTF8.GetString(body.ToArray()), http.Response.Headers);
    }

    public async ValueTask DisposeAsync()
    {
        await _documents.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>An entry as it goes over the wire.</summary>
internal sealed record Entry(int Rank, int? PreviousRank, int PeakRank, int OnChart, string Track, long Plays)
{
    public static Entry Of(JsonElement json)
    {
        var previous = json.GetProperty("previous_rank");
        return new Entry(
            json.GetProperty("rank").GetInt32(),
            previous.ValueKind == JsonValueKind.Null ? null : previous.GetInt32(),
            json.GetProperty("peak_rank").GetInt32(),
            json.GetProperty("on_chart").GetInt32(),
            json.GetProperty("track").GetString()!,
            json.GetProperty("plays").GetInt64());
    }
}
