using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Recommendations.Model;
using Spotify.Core.Telemetry;

namespace Spotify.Functions.Recommendations.Products;

/// <summary>The rule of each product over what is known of a caller. Each leaves out the tracks that it is told to, so that a list can be made again without what turned out not to be playable.</summary>
internal static class SessionLists
{
    // The same listener gets the same parts of his taste from one day to the next.
    private const ulong MixSeed = 7;
    private const int Around = 300;
    private const int OfArtist = 30;
    private const int AroundSeed = 5;
    private const int LookedAt = 50;
    private const int BecauseShelves = 2;

    /// <summary>What is popular where the caller is, what he blocked or may not hear left out as far as it is known.</summary>
    public static MadeList Popular(ListenerSession session, IReadOnlySet<TrackKey> without, int count)
    {
        var charted = session.Charted.OrderBy(one => one.Value).Select(one => one.Key);
        var model = session.Index?.Model;
        IEnumerable<TrackKey> learned = model is null ? [] : model.ByPopularity.Select(row => model.Catalogue.Rows[row]);
        // In a young service, what is newest fills it up.
        IEnumerable<TrackKey> newest = model is null ? session.Newest : session.Index!.Since(DateOnly.MinValue).Select(row => model.Catalogue.Rows[row]);
        var tracks = charted.Concat(learned).Select(track => new ListItem(track, new ListReason(ReasonKind.PopularNow))).Concat(newest.Select(track => new ListItem(track, new ListReason(ReasonKind.NewRelease))))
            .DistinctBy(item => item.Track).Where(item => !without.Contains(item.Track) && MayAdmit(session, item.Track));
        return new MadeList(ListKind.Popular, [.. tracks.Take(count)]);
    }

    /// <summary>Discover Weekly of one for whom none was made in the week's run: of what is known of him now.</summary>
    public static MadeList DiscoverWeeklyNow(ListenerSession session, IReadOnlySet<TrackKey> without, ulong week) =>
        DiscoverWeekly.Make(session.Taste, Without(session.Candidates, without), session.WeightsFor(ListKind.DiscoverWeekly), session.Today, week);

    /// <summary>Release Radar of today.</summary>
    public static MadeList ReleaseRadarOf(ListenerSession session, IReadOnlySet<TrackKey> without)
    {
        if (session.Index is not { } index)
            return new MadeList(ListKind.ReleaseRadar, []);
        // New tracks of anybody, and those of followed artists, which are new for longer.
        var fresh = index.Since(session.Today.AddDays(1 - ReleaseRadar.NewDays))
            .Concat(session.Taste.FollowedArtists.SelectMany(index.OfArtist).Where(row => session.Today.DayNumber - index.Model.Catalogue[row].Released.DayNumber < Reasons.NewDays));
        return ReleaseRadar.Make(session.Taste, Without([.. session.Scored(fresh)], without), session.WeightsFor(ListKind.ReleaseRadar), session.Today);
    }

    /// <summary>Daily Mixes of today.</summary>
    public static IReadOnlyList<MadeList> DailyMixesOf(ListenerSession session, IReadOnlySet<TrackKey> without)
    {
        var own = session.Scored(session.Liked.Select(one => session.RowOf(one.Track)).Where(row => row >= 0));
        return DailyMix.Make(session.Taste, Without([.. session.Candidates, .. own], without), session.WeightsFor(ListKind.DailyMix), session.Today, MixSeed);
    }

    /// <summary>The next batch of a radio.</summary>
    public static MadeList RadioOf(ListenerSession session, IReadOnlySet<TrackKey> without, SeedRows seed, RadioCursor cursor)
    {
        var given = cursor.Given.Select(session.RowOf).Where(row => row >= 0).ToList();
        var radio = new RadioSession
        {
            SeedTrack = seed.Track,
            Seed = session.Index is { } index ? index.Model.MeanOf(index.Model.Tracks, seed.Rows.Select(row => new WeightedTrack(index.Model.Catalogue.Rows[row], 1))) : default,
            Given = cursor.Given,
            Skipped = [.. cursor.Skipped],
        };
        var next = Radio.Next(session.Taste, Without(Near(session, seed.Rows, given), without), session.WeightsFor(ListKind.Radio), radio, seed.Reason);
        return seed.Around.Count == 0 ? next : next with { Items = [.. OfCatalogue(session, without, seed, cursor, next.Items).Take(Radio.Batch)] };
    }

    /// <summary>What the catalogue says of a seed that no model knows, itself first; then what the model makes of its artists, and where there is none, what is popular.</summary>
    private static IEnumerable<ListItem> OfCatalogue(ListenerSession session, IReadOnlySet<TrackKey> without, SeedRows seed, RadioCursor cursor, IReadOnlyList<ListItem> next)
    {
        var gone = without.Concat(cursor.Given).ToHashSet();
        var around = seed.Around.Where(track => !gone.Contains(track) && MayAdmit(session, track)).Select(track => new ListItem(track, seed.Reason));
        var rest = next.Count > 0 ? next : Popular(session, gone, Radio.Batch).Items;
        return (next.Count > 0 ? around.Take(AroundSeed) : around).Concat(rest).DistinctBy(item => item.Track);
    }

    /// <summary>Tracks that fit some.</summary>
    public static MadeList EnhancementOf(ListenerSession session, IReadOnlySet<TrackKey> without, IReadOnlyCollection<TrackKey> tracks, int count) =>
        Additions.Enhance(session.Taste, Without(Near(session, [.. tracks.Select(session.RowOf).Where(row => row >= 0)], []), without), session.WeightsFor(ListKind.Enhance), tracks, count);

    /// <summary>What goes with a track that the caller played.</summary>
    public static MadeList BecauseYouPlayed(ListenerSession session, IReadOnlySet<TrackKey> without, int row, int count)
    {
        var played = session.Index!.Model.Catalogue[row];
        return Additions.BecauseYouPlayed(session.Taste, Without(Near(session, [row], []), without), session.WeightsFor(ListKind.BecauseYouPlayed), played.Track, played.Title, count);
    }

    /// <summary>What the caller plays most.</summary>
    public static MadeList Top(ListenerSession session, IReadOnlySet<TrackKey> without) => TopSongs.Top(session.Engagement, track => !without.Contains(track) && MayAdmit(session, track));

    /// <summary>What the caller used to play.</summary>
    public static MadeList RewindOf(ListenerSession session, IReadOnlySet<TrackKey> without) =>
        TopSongs.Rewind(session.Engagement, track => !without.Contains(track) && MayAdmit(session, track), session.Now);

    /// <summary>The first tracks of a listener who has played little.</summary>
    public static MadeList WelcomeOf(ListenerSession session, IReadOnlySet<TrackKey> without) => Welcome.Make(session.Taste, Without(session.Candidates, without), session.WeightsFor(ListKind.Welcome));

    /// <summary>Rows of tracks that the caller likes and played of late, the latest first, each of another artist: what shelves are named after.</summary>
    public static IReadOnlyList<int> PlayedOfLate(ListenerSession session) => session.Index is not { Model: var model } ? [] :
    [
        .. session.Engagement.Where(track => track is { Value: > 0, LastHeard: not null }).OrderByDescending(track => track.LastHeard).Take(LookedAt)
            .Select(track => session.RowOf(track.Track)).Where(row => row >= 0 && model.IsLearned(row)).DistinctBy(row => model.Catalogue[row].Artists[0]).Take(BecauseShelves),
    ];

    private static IReadOnlyList<Candidate> Without(IReadOnlyList<Candidate> candidates, IReadOnlySet<TrackKey> without) =>
        without.Count == 0 ? candidates : [.. candidates.Where(candidate => !without.Contains(candidate.Track))];

    /// <summary>What is near to some tracks by each kind of vectors, those tracks, what else is of use, and the caller's own candidates.</summary>
    private static IReadOnlyList<Candidate> Near(ListenerSession session, IReadOnlyList<int> rows, IReadOnlyList<int> more)
    {
        if (session.Index is not { Model: var model })
            return [];
        IEnumerable<int> near = [];
        foreach (var vectors in (Core.Recommendations.Vectors.FactorMatrix?[])[model.Tracks, model.Content, model.Audio])
        {
            if (vectors is not null && rows.Count > 0)
                near = near.Concat(model.Nearest(vectors, [.. rows], Around));
        }

        // A seed of which nobody has told anything yet goes by its artists and its genres.
        if (rows.Count > 0 && !rows.Any(model.IsLearned))
            near = near.Concat(rows.SelectMany(row => model.Catalogue[row].Artists).Distinct().SelectMany(artist => session.Index.OfArtist(artist).Take(OfArtist)));
        return [.. session.Scored(near.Concat(rows).Concat(more)), .. session.Candidates];
    }

    /// <summary>Whether a track may come as far as it is known here; who shows the list looks again.</summary>
    private static bool MayAdmit(ListenerSession session, TrackKey track) =>
        !session.Taste.BlockedTracks.Contains(track) && (session.RowOf(track) is not (>= 0 and var row) || session.MayHave(row));
}
