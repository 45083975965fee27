using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Recommendations.Model;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Accounts;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Recommendations.Experiments;
using Spotify.Functions.Recommendations.Onboarding;
using Spotify.Functions.Recommendations.Serving;
using Spotify.Functions.Recommendations.Weekly;
using Spotify.Functions.Telemetry.Charts;
using Spotify.Functions.Telemetry.Listeners;

namespace Spotify.Functions.Recommendations.Products;

/// <summary>Reads what is known of callers. Nothing is waited for longer than <see cref="ServingOptions.PatienceMs"/>, where there is no model the newest releases four times as long, and what fails or is late is left out.</summary>
public sealed partial class ListenerSessions
{
    // What is newest is waited for longer: without it there is nothing at all to show.
    private const int LastTimes = 4;

    private readonly IRecommendations _recommendations;
    private readonly LiveTaste _live;
    private readonly ICharts _charts;
    private readonly PicksStore _picks;
    private readonly IAccounts _accounts;
    private readonly ExperimentStore _experiments;
    private readonly FriendTracks _friends;
    private readonly ModelIndexes _indexes;
    private readonly PlainTracks _plain;
    private readonly Patience _patience;
    private readonly Patience _lastPatience;
    private readonly TimeSpan _halfLife;
    private readonly TimeProvider _time;
    private readonly ILogger<ListenerSessions> _logger;

    internal ListenerSessions(
        IRecommendations recommendations, LiveTaste live, ICharts charts, PicksStore picks, IAccounts accounts, ExperimentStore experiments, FriendTracks friends, ModelIndexes indexes, PlainTracks plain, IOptions<ServingOptions> serving,
        IOptions<RecommendationOptions> options, TimeProvider time, ILogger<ListenerSessions> logger)
    {
        (_recommendations, _live, _charts, _picks, _accounts, _experiments, _friends, _indexes, _plain, _time, _logger) = (recommendations, live, charts, picks, accounts, experiments, friends, indexes, plain, time, logger);
        (_patience, _halfLife) = (new Patience(TimeSpan.FromMilliseconds(serving.Value.PatienceMs), time), TimeSpan.FromDays(options.Value.HalfLifeDays));
        _lastPatience = new Patience(LastTimes * TimeSpan.FromMilliseconds(serving.Value.PatienceMs), time);
    }

    /// <summary>Reads what is known of a caller now.</summary>
    internal async Task<ListenerSession> ReadAsync(Caller caller, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var model = _recommendations.Model;
        var listening = InTimeAsync<LiveListener>("a listener's taste", async token => await _live.ReadAllAsync(caller, token), cancellationToken);
        var charted = InTimeAsync<IReadOnlyList<string>>("a chart", async token => await _charts.TopAsync(caller.Country, token), cancellationToken);
        var picking = InTimeAsync("a listener's picks", token => _picks.FindAsync(caller.Subject, token), cancellationToken);
        var indexing = model is null ? Task.FromResult<ModelIndex?>(null) : InTimeAsync<ModelIndex>("the index of a model", async token => await _indexes.OfAsync(model.Model).WaitAsync(token), cancellationToken);
        var befriended = _friends.OfAsync(caller.Subject, cancellationToken);
        var (listener, chart, picks, index, friends) = (await listening, await charted ?? [], await picking ?? TastePicks.None, await indexing, await befriended);
        var newest = model is not null || chart.Count >= ListenerProducts.PopularLength ? null : await NewestAsync(caller, cancellationToken);
        var taste = listener?.Snapshot.ToTaste() ?? Unknown(caller);
        var engagement = listener is null ? [] : Engagement.ByTrack(listener.Plays, now.ToUnixTimeMilliseconds(), _halfLife);
        var hints = index is null ? null : TasteHints.Of(index, taste, engagement, listener?.Signals ?? [], friends, now);
        return new ListenerSession(caller, now)
        {
            Taste = taste,
            Liked = Together(listener is null ? [] : LiveTaste.LikedBy(listener.Snapshot), [.. index is null ? [] : picks.Liked(index, taste.Heard.Count), .. hints?.Liked() ?? []]),
            Engagement = engagement,
            Hints = hints,
            Signals = listener?.Signals ?? [],
            Picks = picks,
            BirthYear = listener is not null && taste.Heard.Count < Welcome.Enough ? await BirthYearAsync(caller, cancellationToken) : null,
            Charted = chart.Select(id => TrackKey.TryParse(id, out var key) ? key : (TrackKey?)null).OfType<TrackKey>().Distinct().Index().ToDictionary(one => one.Item, one => one.Index),
            Newest = newest ?? [],
            Arms = listener?.Identity is { } identity ? await ArmsAsync(identity, cancellationToken) : NoArms,
            Model = index is null ? null : model,
            Index = index,
        };
    }

    /// <summary>What is liked by two accounts of it; of a track that is in both, the surer.</summary>
    private static IReadOnlyList<WeightedTrack> Together(IReadOnlyList<WeightedTrack> played, IReadOnlyList<WeightedTrack> picked) => picked.Count == 0
        ? played : [.. played.Concat(picked).GroupBy(one => one.Track).Select(group => group.MaxBy(one => one.Weight))];

    private static IReadOnlyDictionary<ListKind, ChosenArm> NoArms { get; } = new Dictionary<ListKind, ChosenArm>();

    private async Task<IReadOnlyDictionary<ListKind, ChosenArm>> ArmsAsync(ListenerIdentity identity, CancellationToken cancellationToken) =>
        await InTimeAsync("experiments", async token => (IReadOnlyDictionary<ListKind, ChosenArm>?)await _experiments.ArmsOfAsync(ExperimentStore.PseudonymOf(identity), token), cancellationToken) ?? NoArms;

    private Task<IReadOnlyList<TrackKey>?> NewestAsync(Caller caller, CancellationToken cancellationToken) => _lastPatience.WaitAsync<IReadOnlyList<TrackKey>>(
        async token => await _plain.NewestAsync(caller.Country, token), problem => LogWithout(_logger, "the newest releases", problem), cancellationToken);

    private async Task<int?> BirthYearAsync(Caller caller, CancellationToken cancellationToken) =>
        (await InTimeAsync("a listener's account", async token => await _accounts.FindAsync(caller.Subject, token), cancellationToken))?.BirthYear;

    private static ListenerTaste Unknown(Caller caller) => new()
    {
        Listener = StableHash.Of(Encoding.UTF8.GetBytes(caller.Subject)),
        Country = caller.Country,
        Tier = caller.Tier,
        AllowsExplicit = !caller.FiltersExplicit,
    };

    /// <summary>What a call gives; null where it fails or is late, which is logged. The caller's own end is the one thing that gets through.</summary>
    internal Task<T?> InTimeAsync<T>(string what, Func<CancellationToken, Task<T?>> call, CancellationToken cancellationToken)
        where T : class => _patience.WaitAsync(call, problem => LogWithout(_logger, what, problem), cancellationToken);

    [LoggerMessage(EventId = 6501, Level = LogLevel.Warning, Message = "Lists are made without {What}")]
    private static partial void LogWithout(ILogger logger, string what, Exception problem);
}
