using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Core.Playback;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Recommendations.Model;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Flags;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Telemetry;
using Spotify.Functions.Recommendations.Weekly;
using Spotify.Functions.Telemetry.Charts;
using Spotify.Functions.Telemetry.Taste;

namespace Spotify.Functions.Recommendations.Serving;

/// <summary>Serves lists, whatever fails.</summary>
internal sealed partial class RecommendationService(
    StoredLists lists, ServingModel model, ModelIndexes indexes, LiveTaste live, ITaste taste, ICatalog catalog, ICharts charts, IOptions<ServingOptions> options, TimeProvider time,
    ILogger<RecommendationService> logger, IFlags? flags = null, SpotifyMetrics? metrics = null) : IRecommendations
{
    private readonly Patience _patience = new(TimeSpan.FromMilliseconds(options.Value.PatienceMs), time);

    /// <inheritdoc/>
    public LoadedModel? Model => model.Current;

    /// <inheritdoc/>
    public async Task<ServedList> DiscoverWeeklyAsync(Caller caller, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var week = WeekCalendar.Current(caller.Country, time.GetUtcNow());
        foreach (var (one, source) in ((TasteWeek, ListSource)[])[(week, ListSource.ThisWeek), (new TasteWeek(week.Number - 1), ListSource.LastWeek)])
        {
            var stored = await InTimeAsync("a weekly list", async token => await lists.FindAsync(caller.Subject, ListKind.DiscoverWeekly, one.ToString(), token), cancellationToken);
            if (stored is null)
                continue;
            var items = await FilledAsync(caller, stored, cancellationToken);
            if (items.Count > 0)
                return new ServedList(ListKind.DiscoverWeekly, source, stored.Week, stored.MadeAt, items) { Experiment = stored.Experiment, Arm = stored.Arm };
        }

        return await PopularAsync(caller, DiscoverWeekly.Length, cancellationToken) with { Kind = ListKind.DiscoverWeekly };
    }

    /// <inheritdoc/>
    public async Task<ServedList> PopularAsync(Caller caller, int count, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var started = time.GetTimestamp();
        var chart = await InTimeAsync("a chart", async token => await charts.TopAsync(caller.Country, token), cancellationToken) ?? [];
        var known = chart.Select(id => TrackKey.TryParse(id, out var key) ? key : (TrackKey?)null).OfType<TrackKey>();
        IEnumerable<TrackKey> learned = Model is { Model: var loaded } ? loaded.ByPopularity.Select(row => loaded.Catalogue.Rows[row]) : [];
        // Some more than are wanted, for those that the caller may not hear.
        var items = known.Concat(learned.Take(4 * count)).Distinct().Select(track => new ListItem(track, new ListReason(ReasonKind.PopularNow)));
        var shown = (await ShowAsync(caller, items, cancellationToken)).Take(count).ToList();
        metrics?.RecommendationsMade("popular", time.GetElapsedTime(started));
        return new ServedList(ListKind.Popular, ListSource.Popular, null, null, shown);
    }

    /// <inheritdoc/>
    public async Task<ListenerCandidates?> CandidatesAsync(Caller caller, CandidateOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (Model is not { } loaded || flags?.IsOn(FlagNames.LiveTaste, caller.Subject) == false
            || await InTimeAsync<ModelIndex>("the index of a model", async token => await indexes.OfAsync(loaded.Model).WaitAsync(token), cancellationToken) is not { } index
            || await InTimeAsync("a listener's taste", async token => await live.ReadAsync(caller, token), cancellationToken) is not { } listener)
        {
            return null;
        }

        var started = time.GetTimestamp();
        var (his, liked) = (listener.ToTaste(), LiveTaste.LikedBy(listener));
        var candidates = new ListenerCandidates(his, liked, index.Search.Find(new CandidateQuery(his, liked), Hour(time.GetUtcNow()), options).Candidates, loaded);
        metrics?.RecommendationsMade("candidates", time.GetElapsedTime(started));
        return candidates;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ServedItem>> ShowAsync(Caller caller, IEnumerable<ListItem> items, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(items);
        var (now, served) = (time.GetUtcNow(), new List<ServedItem>());
        var findings = items.Select(item => (Item: item, Track: catalog.FindTrackAsync(item.Track.ToString(), cancellationToken).AsTask())).ToList();
        // All of them together have the patience of one store; what is late is left out.
        if (findings.Exists(one => !one.Track.IsCompletedSuccessfully))
            await InTimeAsync<IReadOnlyList<PublishedTrack?>>("tracks", async token => await Task.WhenAll(findings.Select(one => one.Track)).WaitAsync(token), cancellationToken);
        foreach (var (item, track) in findings)
        {
            if (track.IsCompletedSuccessfully && await track is { } found && MayHear(caller, found, now))
                served.Add(new ServedItem(item, found));
        }

        return served;
    }

    private static bool MayHear(Caller caller, PublishedTrack found, DateTimeOffset now) => !(caller.FiltersExplicit && found.Track.Explicit)
        && Rights.Decide(found.Track.Rights, caller.Country, caller.Tier, RightsUse.Stream, now) == RightsDecision.Allowed;

    // Answers about licences are kept by the moment that they are for: one an hour is few.
    private static DateTimeOffset Hour(DateTimeOffset now) => new(now.UtcDateTime.Date.AddHours(now.UtcDateTime.Hour), TimeSpan.Zero);

    /// <summary>The list without what the caller may not hear or has blocked since it was made, filled up from its reserve.</summary>
    private async Task<IReadOnlyList<ServedItem>> FilledAsync(Caller caller, WeeklyListDocument stored, CancellationToken cancellationToken)
    {
        var blocked = await InTimeAsync("what a listener has blocked", async token => await BlockedAsync(caller, stored.MadeAt, token), cancellationToken) ?? [];
        var items = Allowed(await ShowAsync(caller, stored.Items.Select(one => one.ToItem()).OfType<ListItem>(), cancellationToken));
        if (items.Count >= stored.Items.Count)
            return items;
        var reserve = Allowed(await ShowAsync(caller, stored.Reserve.Select(one => one.ToItem()).OfType<ListItem>(), cancellationToken));
        return [.. items, .. reserve.Take(stored.Items.Count - items.Count)];

        List<ServedItem> Allowed(IReadOnlyList<ServedItem> served) =>
            [.. served.Where(one => !blocked.Contains("spotify:track:" + one.Track.Track.Id) && !one.Track.Track.Artists.Any(artist => blocked.Contains("spotify:artist:" + artist.Id)))];
    }

    private async Task<HashSet<string>> BlockedAsync(Caller caller, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var blocked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var signal in (await taste.GetSignalsAsync(caller.Subject, since, DateTimeOffset.MaxValue, cancellationToken)).Where(signal => signal is { Type: "block", Uri: not null }))
        {
            if (signal.Action == "block")
                blocked.Add(signal.Uri!);
            else
                blocked.Remove(signal.Uri!);
        }

        return blocked;
    }

    /// <summary>What a call gives; null where it fails or is late, which is logged. The caller's own end is the one thing that gets through.</summary>
    private Task<T?> InTimeAsync<T>(string what, Func<CancellationToken, Task<T?>> call, CancellationToken cancellationToken)
        where T : class => _patience.WaitAsync(call, problem => Missed(what, problem), cancellationToken);

    [LoggerMessage(EventId = 6412, Level = LogLevel.Warning, Message = "Recommendations go on without {What}")]
    private partial void Missed(string what, Exception problem);
}
