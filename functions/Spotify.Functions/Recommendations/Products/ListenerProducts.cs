using Microsoft.Extensions.Logging;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Recommendations.Editorial;
using Spotify.Functions.Recommendations.Serving;

namespace Spotify.Functions.Recommendations.Products;

/// <summary>
/// The lists of a caller, of his taste as of seconds ago and of the model that serves. What turns out not to be playable when a list is shown is replaced until the list is full. Where there is
/// no model, his taste cannot be read in time, nothing is left of a list, or whatever else goes wrong, there is what is popular in its place, and no error.
/// </summary>
public sealed partial class ListenerProducts(IRecommendations recommendations, ListenerSessions sessions, EditorialShelves editorial, ILogger<ListenerProducts> logger)
{
    /// <summary>Tracks of what is popular.</summary>
    internal const int PopularLength = 30;

    private const int EditorialOfHome = 3;
    private const int ShelfLength = 20;
    private const int Attempts = 4;

    /// <summary>Reads what is known of a caller: once for each request.</summary>
    internal Task<ListenerSession> SessionAsync(Caller caller, CancellationToken cancellationToken) => sessions.ReadAsync(caller, cancellationToken);

    /// <summary>Discover Weekly: that of the week's run; of one for whom none was made, of what is known of him now.</summary>
    internal async Task<ShownList> DiscoverWeeklyAsync(ListenerSession session, CancellationToken cancellationToken)
    {
        var served = await recommendations.DiscoverWeeklyAsync(session.Caller, cancellationToken);
        if (served.Source != ListSource.Popular)
        {
            return new ShownList(served.Kind, "", [.. served.Items.Where(item => session.Wants(item.Track)).Select(item => item with { Item = item.Item with { Reason = session.ReasonOf(item.Item) } })])
            {
                Source = served.Source,
                Week = served.Week,
                MadeAt = served.MadeAt,
                Arm = served is { Experiment: { } experiment, Arm: { } arm } ? new ChosenArm(experiment, arm, null) : null,
            };
        }

        if (!session.HasTaste)
            return await PopularAsync(session, ListKind.DiscoverWeekly, cancellationToken);
        var week = (ulong)TasteWeek.Of(session.Local.ToUnixTimeMilliseconds() + (long)session.Local.Offset.TotalMilliseconds).Number;
        return await OrPopularAsync(session, ListKind.DiscoverWeekly, without => SessionLists.DiscoverWeeklyNow(session, without, week), cancellationToken);
    }

    /// <summary>Release Radar.</summary>
    internal Task<ShownList> ReleaseRadarAsync(ListenerSession session, CancellationToken cancellationToken) =>
        OrPopularAsync(session, ListKind.ReleaseRadar, without => SessionLists.ReleaseRadarOf(session, without), cancellationToken);

    /// <summary>Daily Mixes; none of a listener of whom too little is known.</summary>
    internal async Task<IReadOnlyList<ShownList>> DailyMixesAsync(ListenerSession session, CancellationToken cancellationToken)
    {
        var count = Made(ListKind.DailyMix, () => SessionLists.DailyMixesOf(session, NoTracks))?.Count ?? 0;
        var mixes = new List<ShownList>(count);
        for (var at = 0; at < count; at++)
        {
            var number = at;
            var mix = await ShowAsync(
                session, ListKind.DailyMix, without => SessionLists.DailyMixesOf(session, without).ElementAtOrDefault(number) ?? new MadeList(ListKind.DailyMix, []), cancellationToken);
            if (mix.Items.Count > 0)
                mixes.Add(mix with { Uri = ListNames.UriOf(ListKind.DailyMix, mixes.Count + 1) });
        }

        return mixes;
    }

    /// <summary>The next batch of a radio.</summary>
    internal Task<ShownList> RadioAsync(ListenerSession session, SeedRows seed, RadioCursor cursor, CancellationToken cancellationToken) =>
        OrPopularAsync(session, ListKind.Radio, without => SessionLists.RadioOf(session, without, seed, cursor), cancellationToken, cursor.Given.ToHashSet());

    /// <summary>Tracks that fit those of a playlist.</summary>
    internal Task<ShownList> EnhanceAsync(ListenerSession session, IReadOnlyCollection<TrackKey> tracks, int count, CancellationToken cancellationToken) =>
        OrPopularAsync(session, ListKind.Enhance, without => SessionLists.EnhancementOf(session, without, tracks, count), cancellationToken, tracks.ToHashSet(), count);

    /// <summary>What the caller plays most.</summary>
    internal Task<ShownList> TopSongsAsync(ListenerSession session, CancellationToken cancellationToken) =>
        OrPopularAsync(session, ListKind.TopSongs, without => SessionLists.Top(session, without), cancellationToken);

    /// <summary>What the caller used to play.</summary>
    internal Task<ShownList> RewindAsync(ListenerSession session, CancellationToken cancellationToken) =>
        OrPopularAsync(session, ListKind.Rewind, without => SessionLists.RewindOf(session, without), cancellationToken);

    /// <summary>The first tracks of a listener who has played little.</summary>
    internal Task<ShownList> WelcomeAsync(ListenerSession session, CancellationToken cancellationToken) =>
        OrPopularAsync(session, ListKind.Welcome, without => SessionLists.WelcomeOf(session, without), cancellationToken);

    /// <summary>What is popular where the caller is, in the place of a list.</summary>
    internal async Task<ShownList> PopularAsync(ListenerSession session, ListKind kind, CancellationToken cancellationToken, IReadOnlySet<TrackKey>? never = null, int count = PopularLength)
    {
        var shown = await ShowAsync(session, ListKind.Popular, without => SessionLists.Popular(session, Union(without, never), count), cancellationToken);
        return shown with { Kind = kind, Uri = ListNames.UriOf(kind), Source = ListSource.Popular };
    }

    /// <summary>The shelves of the home page: those with anything on them, by when and on what the caller listens.</summary>
    internal async Task<IReadOnlyList<ShownList>> HomeAsync(ListenerSession session, bool isDriving, CancellationToken cancellationToken)
    {
        var shelves = new List<ShownList> { await PopularAsync(session, ListKind.Popular, cancellationToken, count: ShelfLength) };
        if (await DiscoverWeeklyAsync(session, cancellationToken) is { Source: not ListSource.Popular } weekly)
            shelves.Add(weekly);
        if (session.Taste.Heard.Count < Welcome.Enough && session.Index is not null)
            shelves.Add(await ShowAsync(session, ListKind.Welcome, without => SessionLists.WelcomeOf(session, without), cancellationToken));
        shelves.Add(await ShowAsync(session, ListKind.TopSongs, without => SessionLists.Top(session, without), cancellationToken));
        shelves.Add(await ShowAsync(session, ListKind.Rewind, without => SessionLists.RewindOf(session, without), cancellationToken));
        shelves.Add(await ShowAsync(session, ListKind.ReleaseRadar, without => SessionLists.ReleaseRadarOf(session, without), cancellationToken));
        shelves.AddRange(await DailyMixesAsync(session, cancellationToken));
        foreach (var row in SessionLists.PlayedOfLate(session))
            shelves.Add(await ShowAsync(session, ListKind.BecauseYouPlayed, without => SessionLists.BecauseYouPlayed(session, without, row, ShelfLength), cancellationToken));
        shelves.AddRange(await EditorialAsync(session, cancellationToken));
        var context = new ListeningContext(session.Local.DayOfWeek, session.Local.Hour, isDriving);
        return [.. HomeShelves.Order(shelves, shelf => shelf.Kind, shelf => shelf.Items.Count, context).Select(shelf => shelf with { Items = [.. shelf.Items.Take(ShelfLength)] })];
    }

    /// <summary>What editors chose for where the caller is: the tracks that he may hear, in their order.</summary>
    private async Task<IReadOnlyList<ShownList>> EditorialAsync(ListenerSession session, CancellationToken cancellationToken)
    {
        var shown = new List<ShownList>();
        var shelves = await sessions.InTimeAsync("what editors chose", async token => await editorial.ShownAsync(session.Caller.Country, session.Now, token), cancellationToken) ?? [];
        foreach (var shelf in shelves.TakeWhile(_ => shown.Count < EditorialOfHome))
        {
            var reason = new ListReason(ReasonKind.Editorial, null, shelf.Title);
            var list = await ShowAsync(
                session, ListKind.Editorial, without => new MadeList(ListKind.Editorial, [.. shelf.Keys().Where(key => !without.Contains(key)).Select(key => new ListItem(key, reason))], shelf.Title), cancellationToken);
            if (list.Items.Count > 0)
                shown.Add(list);
        }

        return shown;
    }

    private static IReadOnlySet<TrackKey> NoTracks { get; } = new HashSet<TrackKey>();

    private static IReadOnlySet<TrackKey> Union(IReadOnlySet<TrackKey> one, IReadOnlySet<TrackKey>? other) => other is null or { Count: 0 } ? one : one.Concat(other).ToHashSet();

    private async Task<ShownList> OrPopularAsync(
        ListenerSession session, ListKind kind, Func<IReadOnlySet<TrackKey>, MadeList> make, CancellationToken cancellationToken, IReadOnlySet<TrackKey>? never = null, int count = PopularLength) =>
        await ShowAsync(session, kind, make, cancellationToken) is { Items.Count: > 0 } shown ? shown : await PopularAsync(session, kind, cancellationToken, never, count);

    /// <summary>Makes a list and shows it; where tracks of it may not be heard now, makes it again without them.</summary>
    private async Task<ShownList> ShowAsync(ListenerSession session, ListKind kind, Func<IReadOnlySet<TrackKey>, MadeList> make, CancellationToken cancellationToken)
    {
        var without = new HashSet<TrackKey>();
        var best = new ShownList(kind, "", []);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (Made(kind, () => make(without)) is not { } made)
                break;
            var items = await recommendations.ShowAsync(session.Caller, made.Items, cancellationToken);
            ShownList shown = new(kind, made.Name, [.. items.Where(item => session.Wants(item.Track))]) { Arm = session.Arms.GetValueOrDefault(kind) };
            best = shown.Items.Count >= best.Items.Count ? shown : best;
            // Where nothing at all may be heard the catalogue is away, and trying again is of no use.
            if (shown.Items.Count == 0 || shown.Items.Count == made.Items.Count)
                break;
            without.UnionWith(made.Items.Select(item => item.Track).Except(shown.Items.Select(item => item.Item.Track)));
        }

        return best;
    }

    /// <summary>What a rule makes; null where it fails, which no listener is to see.</summary>
    private T? Made<T>(ListKind kind, Func<T> make)
        where T : class
    {
        try
        {
            return make();
        }
        catch (Exception problem)
        {
            LogNotMade(kind, problem);
            return null;
        }
    }

    [LoggerMessage(EventId = 6502, Level = LogLevel.Error, Message = "A list could not be made: {Kind}")]
    private partial void LogNotMade(ListKind kind, Exception problem);
}
