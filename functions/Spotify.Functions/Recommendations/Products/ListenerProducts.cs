using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Core.Catalog;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Recommendations.Model;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Recommendations.Serving;
using Spotify.Functions.Telemetry.Taste;

namespace Spotify.Functions.Recommendations.Products;

/// <summary>
/// Makes lists when they are asked for, of the caller's taste as of seconds ago and of the model that serves. Where there is no model yet, or his taste cannot be read in time, a list is empty,
/// and what is popular is answered in its place.
/// </summary>
public sealed partial class ListenerProducts(IRecommendations recommendations, ITaste taste, TimeProvider time, ILogger<ListenerProducts> logger)
{
    // The same listener gets the same parts of his taste from one day to the next.
    private const ulong MixSeed = 7;
    private const int Around = 300;
    private const int ShelfLength = 20;

    private static readonly CandidateOptions Wide = new();

    /// <summary>Release Radar of this week.</summary>
    internal async Task<MadeList> ReleaseRadarAsync(Caller caller, CancellationToken cancellationToken) =>
        await CandidatesAsync(caller, cancellationToken) is { } his ? ReleaseRadarOf(his, Today(caller)) : Nothing(ListKind.ReleaseRadar);

    /// <summary>Daily Mixes of today.</summary>
    internal async Task<IReadOnlyList<MadeList>> DailyMixesAsync(Caller caller, CancellationToken cancellationToken) =>
        await CandidatesAsync(caller, cancellationToken) is { } his ? DailyMixesOf(his, Today(caller)) : [];

    /// <summary>The next batch of a radio.</summary>
    internal async Task<MadeList> RadioAsync(Caller caller, RadioSeed seed, RadioCursor cursor, CancellationToken cancellationToken)
    {
        if (await CandidatesAsync(caller, cancellationToken) is not { } his)
            return Nothing(ListKind.Radio);
        var rows = RowsOf(his.Model.Model, seed);
        var session = new RadioSession
        {
            SeedTrack = seed.Track,
            Seed = MeanOf(his.Model.Model, rows),
            Given = cursor.Given,
            Skipped = [.. cursor.Skipped],
        };
        var given = cursor.Given.Select(track => his.Model.Model.Catalogue.Rows.RowOf(track)).Where(row => row >= 0);
        return Radio.Next(his.Taste, With(his, [.. rows, .. given]), his.Model.Weights, session, new ListReason(ReasonKind.SoundsAlike, seed.Uri));
    }

    /// <summary>Tracks that fit those of a playlist.</summary>
    internal async Task<MadeList> EnhanceAsync(Caller caller, IReadOnlyCollection<TrackKey> tracks, int count, CancellationToken cancellationToken) =>
        await CandidatesAsync(caller, cancellationToken) is { } his
            ? Additions.Enhance(his.Taste, With(his, [.. tracks.Select(track => his.Model.Model.Catalogue.Rows.RowOf(track)).Where(row => row >= 0)]), his.Model.Weights, tracks, count)
            : Nothing(ListKind.Enhance);

    /// <summary>What the caller used to play.</summary>
    internal async Task<MadeList> RewindAsync(Caller caller, CancellationToken cancellationToken) => TopSongs.Rewind(await EngagementAsync(caller, cancellationToken), static _ => true, time.GetUtcNow());

    /// <summary>The shelves of the home page beside those that are made in the week's run, in no order.</summary>
    internal async Task<IReadOnlyList<MadeList>> ShelvesAsync(Caller caller, CancellationToken cancellationToken)
    {
        var engagement = await EngagementAsync(caller, cancellationToken);
        List<MadeList> shelves = [TopSongs.Top(engagement, static _ => true), TopSongs.Rewind(engagement, static _ => true, time.GetUtcNow())];
        if (await CandidatesAsync(caller, cancellationToken) is not { } his)
            return shelves;
        shelves.Add(ReleaseRadarOf(his, Today(caller)));
        shelves.AddRange(DailyMixesOf(his, Today(caller)));
        if (his.Taste.Heard.Count < Welcome.Enough)
            shelves.Add(Welcome.Make(his.Taste, his.Candidates, his.Model.Weights));
        if (engagement.FirstOrDefault(track => track.Value > 0 && his.Model.Model.Catalogue.Rows.RowOf(track.Track) >= 0)?.Track is { } played)
        {
            var row = his.Model.Model.Catalogue.Rows.RowOf(played);
            shelves.Add(Additions.BecauseYouPlayed(his.Taste, With(his, [row]), his.Model.Weights, played, his.Model.Model.Catalogue[row].Title, ShelfLength));
        }

        return shelves;
    }

    /// <summary>When and on what the caller listens.</summary>
    internal ListeningContext ContextOf(Caller caller, bool isDriving)
    {
        var local = TimeZoneInfo.ConvertTime(time.GetUtcNow(), MarketZones.Of(caller.Country));
        return new ListeningContext(local.DayOfWeek, local.Hour, isDriving);
    }

    private static MadeList Nothing(ListKind kind) => new(kind, []);

    private static MadeList ReleaseRadarOf(ListenerCandidates his, DateOnly today)
    {
        // New tracks of anybody, not of followed artists alone.
        var model = his.Model.Model;
        var known = his.Candidates.Select(one => one.Track).ToHashSet();
        var others = model.Catalogue.All.Where(fact => today.DayNumber - fact.Released.DayNumber is >= 0 and < ReleaseRadar.NewDays && !known.Contains(fact.Track));
        return ReleaseRadar.Make(his.Taste, [.. his.Candidates, .. others.Select(fact => Open(model, model.Catalogue.Rows.RowOf(fact.Track)))], his.Model.Weights, today);
    }

    private static IReadOnlyList<MadeList> DailyMixesOf(ListenerCandidates his, DateOnly today)
    {
        var model = his.Model.Model;
        var own = his.Liked.Select(one => model.Catalogue.Rows.RowOf(one.Track)).Where(row => row >= 0).Select(row => Open(model, row));
        return DailyMix.Make(his.Taste, [.. his.Candidates, .. own], his.Model.Weights, today, MixSeed);
    }

    /// <summary>The caller's candidates, and what is near to some tracks, and those themselves.</summary>
    private static IReadOnlyList<Candidate> With(ListenerCandidates his, IReadOnlyCollection<int> rows)
    {
        var model = his.Model.Model;
        var near = rows.Count == 0 ? [] : model.Nearest(model.Tracks, rows, Around);
        return [.. his.Candidates, .. near.Concat(rows).Select(row => Open(model, row))];
    }

    /// <summary>A track whose licence is looked at when the list is shown.</summary>
    private static Candidate Open(RecommendationModel model, int row) => model.CandidateOf(row) with { Licensed = true };

    private static IReadOnlyList<int> RowsOf(RecommendationModel model, RadioSeed seed) => seed.Track is { } track
        ? model.Catalogue.Rows.RowOf(track) is >= 0 and var row ? [row] : []
        : [.. Enumerable.Range(0, model.Catalogue.Rows.Count).Where(one => model.Catalogue[one].Artists.Contains(seed.Id))];

    private static float[] MeanOf(RecommendationModel model, IReadOnlyList<int> rows)
    {
        var mean = new float[model.Tracks.Dimensions];
        foreach (var row in rows)
        {
            var vector = model.Tracks[row];
            for (var i = 0; i < mean.Length; i++)
                mean[i] += vector[i];
        }

        return mean;
    }

    private Task<ListenerCandidates?> CandidatesAsync(Caller caller, CancellationToken cancellationToken) => recommendations.CandidatesAsync(caller, Wide, cancellationToken);

    private DateOnly Today(Caller caller) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), MarketZones.Of(caller.Country)).DateTime);

    private async Task<IReadOnlyList<TrackEngagement>> EngagementAsync(Caller caller, CancellationToken cancellationToken)
    {
        try
        {
            return await taste.GetEngagementAsync(caller.Subject, cancellationToken);
        }
        catch (TransientException problem)
        {
            LogNoTaste(problem);
            return [];
        }
    }

    [LoggerMessage(EventId = 6501, Level = LogLevel.Warning, Message = "A listener's engagement could not be read: his shelves are made without it")]
    private partial void LogNoTaste(Exception problem);
}

/// <summary>What a radio plays from.</summary>
/// <param name="Uri">Its address.</param>
/// <param name="Id">Its id.</param>
/// <param name="Track">The track; null where it is an artist.</param>
internal sealed record RadioSeed(string Uri, string Id, TrackKey? Track)
{
    private const string TrackPrefix = "spotify:track:";
    private const string ArtistPrefix = "spotify:artist:";

    /// <summary>Reads <c>spotify:track:...</c> or <c>spotify:artist:...</c>.</summary>
    /// <returns>Null where the text is neither.</returns>
    public static RadioSeed? Parse(string text)
    {
        if (text.StartsWith(TrackPrefix, StringComparison.Ordinal) && TrackKey.TryParse(text[TrackPrefix.Length..], out var track))
            return new RadioSeed(text, text[TrackPrefix.Length..], track);
        return text.StartsWith(ArtistPrefix, StringComparison.Ordinal) && SpotifyId.IsValid(text[ArtistPrefix.Length..]) ? new RadioSeed(text, text[ArtistPrefix.Length..], null) : null;
    }
}
