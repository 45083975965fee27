using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Playback;
using Spotify.Core.Recommendations.Blend;
using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Recommendations.Model;
using Spotify.Core.Recommendations.Neighbours;
using Spotify.Core.Recommendations.Snapshot;
using Spotify.Core.Recommendations.Vectors;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Core.Tests.Recommendations.Lists;

/// <summary>Candidates of a catalogue of which not every track is compared for every listener, beside those of the same catalogue when all are.</summary>
public sealed class CandidateSearchTests : IDisposable
{
    private const int Tracks = 6_000;
    private const int Kinds = 40;
    private const int Compared = 4_000;

    // Of the last country few tracks are licensed, none of them of the first kinds.
    private const string Poor = "NO";

    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly TrackCatalogue Catalogue = MakeCatalogue();
    private static readonly FactorMatrix Factors = MakeVectors(24, 1, row => row % 23 != 0);
    private static readonly FactorMatrix Content = MakeVectors(16, 2, row => row % 7 != 0);
    private static readonly FactorMatrix Audio = MakeVectors(12, 3, row => row % 5 != 1);
    private static readonly TrackNeighbours Neighbours = TrackNeighbours.Of(new NextOfKind(), 0, Tracks, 30, 2);

    private readonly TempFolder _folder = new();
    private readonly ModelIndex _exact = new(Model());
    private readonly ModelIndex _index;

    public CandidateSearchTests() => _index = new(Indexed(Model()));

    public void Dispose()
    {
        _index.Model.Indexes!.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Lists_are_nearly_as_good_and_nobody_costs_more_than_is_allowed()
    {
        var (found, best, same) = (0.0, 0.0, 0);
        for (var listener = 0; listener < 30; listener++)
        {
            var asked = Listener(listener);
            var (mine, all) = (_index.Search.Find(asked, Monday, new CandidateOptions()), _exact.Search.Find(asked, Monday, new CandidateOptions()));
            mine.Compared.ShouldBeLessThanOrEqualTo(_index.Model.Indexes!.ComparedWithCentres);
            all.Compared.ShouldBe(3 * Tracks);
            mine.Candidates.Count.ShouldBeLessThanOrEqualTo(new CandidateOptions().Most);
            var (list, whole) = (List(asked, mine), List(asked, all));
            Check(asked, list);
            var opinion = new float[Tracks];
            _exact.Model.Opinion(asked.Liked, opinion);
            (found, best) = (found + Said(list, opinion), best + Said(whole, opinion));
            same += Chosen(list).Intersect(Chosen(whole)).Count();
        }

        best.ShouldBeGreaterThan(0);
        (found / best).ShouldBeGreaterThan(0.95);
        same.ShouldBeGreaterThan(30 * 24 / 2);
    }

    [Fact]
    public void What_is_said_of_single_tracks_is_what_a_scan_says_but_for_rounding()
    {
        var asked = Listener(4);
        var (one, all) = (new TasteScores(_index.Model, asked.Liked), new TasteScores(_exact.Model, asked.Liked));
        for (var row = 0; row < Tracks; row += 13)
        {
            var (mine, scanned) = (one.Of(row), all.Of(row));
            Near(mine.Collaborative, scanned.Collaborative);
            Near(mine.Content, scanned.Content);
            Near(mine.Audio, scanned.Audio);
        }

        static void Near(double? mine, double? scanned)
        {
            mine.HasValue.ShouldBe(scanned.HasValue);
            (mine ?? 0).ShouldBe(scanned ?? 0, 1e-3);
        }
    }

    [Fact]
    public void A_listener_gets_the_same_whoever_asks_beside_him() => Prop.ForAll(
        Gen.Choose(1, 1000).ToArbitrary(),
        seed =>
        {
            var random = new SeededRandom((ulong)seed);
            List<CandidateQuery> asked = [.. Enumerable.Range(0, 1 + random.Next(6)).Select(_ => Listener(random.Next(40)))];
            foreach (var search in (CandidateSearch[])[_exact.Search, _index.Search])
            {
                var together = search.Find(asked, Monday, new CandidateOptions());
                foreach (var (one, his) in asked.Zip(together))
                    Texts(search.Find(one, Monday, new CandidateOptions())).ShouldBe(Texts(his));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(8));

    [Fact]
    public void Tracks_that_nobody_has_played_yet_are_among_what_is_drawn()
    {
        var drawn = Enumerable.Range(0, 20).SelectMany(listener => List(Listener(listener), _index.Search.Find(Listener(listener), Monday, new CandidateOptions())).Items).Where(item => item.Slot == ListSlot.Explore).ToList();
        drawn.Count(item => !_index.Model.IsLearned(Catalogue.Rows.RowOf(item.Track))).ShouldBeGreaterThanOrEqualTo(20 * 2);
    }

    [Fact]
    public void Where_little_is_licensed_a_wider_net_fills_the_list()
    {
        var asked = Listener(3) with { Taste = Listener(3).Taste with { Country = Poor } };
        var options = new CandidateOptions { Collaborative = 5, Content = 5, Audio = 5, Popular = 5, Unheard = 2 };
        foreach (var search in (CandidateSearch[])[_index.Search, _exact.Search])
        {
            List(asked, search.Find(asked, Monday, options)).Items.Count.ShouldBeLessThan(DiscoverWeekly.Length);
            Check(asked, List(asked, search.FindMore(asked, Monday, options)));
        }
    }

    [Fact]
    public void One_of_whom_nothing_is_known_goes_by_the_artists_whom_he_follows_and_else_by_what_is_popular()
    {
        var nobody = new CandidateQuery(new ListenerTaste { Listener = 5, Country = "SE" }, []);
        var follower = nobody with { Taste = nobody.Taste with { FollowedArtists = new HashSet<string> { ArtistOf(Kinds + 2) } } };
        Check(nobody, List(nobody, _index.Search.Find(nobody, Monday, new CandidateOptions())));
        var list = List(follower, _index.Search.Find(follower, Monday, new CandidateOptions()));
        Check(follower, list);
        list.Items.Count(item => KindOf(Catalogue.Rows.RowOf(item.Track)) == 2).ShouldBeGreaterThan(12);
    }

    [Fact]
    public void New_tracks_of_followed_artists_come_in_as_they_do_where_all_are_looked_at()
    {
        var asked = Listener(6) with { Taste = Listener(6).Taste with { FollowedArtists = Enumerable.Range(0, 150).Select(i => ArtistOf(i * 7)).ToHashSet() } };
        var none = new CandidateOptions { Collaborative = 1, Content = 0, Audio = 0, Popular = 0, Unheard = 0 };
        string[] mine = [.. Fresh(_index)], all = [.. Fresh(_exact)];
        mine.ShouldBe(all);
        mine.Length.ShouldBeGreaterThan(8);

        IEnumerable<string> Fresh(ModelIndex index) => index.Search.Find(asked, Monday, none).Candidates.Where(one => Reasons.IsNewOfFollowed(one, asked.Taste, Made.Monday)).Select(one => one.Track.ToString());
    }

    [Fact]
    public void What_comes_in_for_one_listener_alone_comes_where_he_may_hear_it_and_has_not_and_for_nobody_else()
    {
        var none = new CandidateOptions { Collaborative = 1, Content = 0, Audio = 0, Popular = 0, Unheard = 0 };
        var (one, other) = (Listener(6), Listener(7));
        var known = Catalogue.Rows.RowOf(one.Taste.Heard.First());
        one = one with { Also = [17, 4_321, known] };
        foreach (var search in (CandidateSearch[])[_exact.Search, _index.Search])
        {
            var found = search.Find([one, other], Monday, none);
            found[0].Candidates.Select(candidate => Catalogue.Rows.RowOf(candidate.Track)).ShouldSatisfyAllConditions(
                rows => rows.ShouldContain(17), rows => rows.ShouldContain(4_321), rows => rows.ShouldNotContain(known));
            found[1].Candidates.Select(candidate => Catalogue.Rows.RowOf(candidate.Track)).ShouldNotContain(4_321);
        }
    }

    [Fact]
    public void What_is_nearest_to_a_track_is_found_by_indexes_too()
    {
        foreach (var (vectors, seed) in ((FactorMatrix, int)[])[(Factors, 101), (Content, 103), (Audio, 107)])
        {
            var near = _index.Model.Nearest(vectors, [seed], 40);
            near.ShouldNotContain(seed);
            near.Intersect(_exact.Model.Nearest(vectors, [seed], 40)).Count().ShouldBeGreaterThan(30);
        }
    }

    [Fact]
    public void As_many_candidates_as_are_asked_for_are_in_proportion_to_those_there_are_by_default()
    {
        CandidateOptions.Of(560).ShouldBe(new CandidateOptions());
        var half = CandidateOptions.Of(280);
        (half.Collaborative, half.Content, half.Audio, half.Popular, half.Unheard).ShouldBe((150, 50, 50, 30, 20));
    }

    private static MadeList List(CandidateQuery asked, FoundCandidates found) => DiscoverWeekly.Make(asked.Taste, found.Candidates, BlendWeights.Default, Made.Monday, 9);

    private static void Check(CandidateQuery asked, MadeList list)
    {
        list.Items.Count.ShouldBe(DiscoverWeekly.Length);
        list.Items.Select(item => item.Track).ShouldBeUnique();
        list.Items.Count(item => item.Slot == ListSlot.Explore).ShouldBe(DiscoverWeekly.Explored);
        list.Items.ShouldAllBe(item => !asked.Taste.Knows(item.Track) && !asked.Taste.BlockedTracks.Contains(item.Track));
        var rows = list.Items.Select(item => Catalogue.Rows.RowOf(item.Track)).ToList();
        rows.SelectMany(row => Catalogue[row].Artists).CountBy(artist => artist).ShouldAllBe(artist => artist.Value <= DiscoverWeekly.PerArtist && !asked.Taste.BlockedArtists.Contains(artist.Key));
        rows.ShouldAllBe(row => Catalogue.IsLicensed(row, asked.Taste.Country, asked.Taste.Tier, Monday) && (asked.Taste.AllowsExplicit || !Catalogue[row].Explicit));
    }

    private static IEnumerable<string> Chosen(MadeList list) => list.Items.Where(item => item.Slot == ListSlot.Exploit).Select(item => item.Track.ToString());

    private static double Said(MadeList list, float[] opinion) =>
        list.Items.Where(item => item.Slot == ListSlot.Exploit).Select(item => opinion[Catalogue.Rows.RowOf(item.Track)]).Where(score => !float.IsNaN(score)).Sum(score => (double)score);

    private static string[] Texts(FoundCandidates found) => [.. found.Candidates.Select(one => FormattableString.Invariant($"{one.Track} {one.Collaborative:r} {one.Content:r} {one.Audio:r} {found.Compared}"))];

    private static int KindOf(int row) => row % Kinds;

    private static string ArtistOf(int number) => Made.Artist(number);

    private static RecommendationModel Model(TrackIndexes? indexes = null) =>
        new(Catalogue, Factors, new IalsOptions { Dimensions = 24, Regularization = 0.01, Unobserved = 0.05 }, Content, Audio, Neighbours, 0.6) { Indexes = indexes };

    private RecommendationModel Indexed(RecommendationModel model) =>
        Model(new TrackIndexes(Open("tracks", model.Tracks, VectorMetric.InnerProduct), Open("content", model.Content!, VectorMetric.Cosine), Open("audio", model.Audio!, VectorMetric.Cosine), Compared));

    private IvfIndex Open(string name, FactorMatrix vectors, VectorMetric metric)
    {
        IvfIndex.Build(vectors, metric, _folder.File(name), new IvfOptions { Threads = 2, Rounds = 4 });
        return IvfIndex.TryOpen(_folder.File(name), probes: 20)!;
    }

    /// <summary>One who likes two kinds, has heard some of them, and wants no artist of his number.</summary>
    private static CandidateQuery Listener(int number)
    {
        var random = new SeededRandom((ulong)number + 17);
        List<int> rows = [.. Enumerable.Range(0, 25).Select(i => (random.Next(Tracks / Kinds) * Kinds) + ((number + (i % 3 == 0 ? 11 : 0)) % Kinds)).Distinct()];
        return new CandidateQuery(
            new ListenerTaste
            {
                Listener = (UInt128)(uint)number,
                Country = "SE",
                Heard = rows.Select(row => Catalogue.Rows[row]).ToHashSet(),
                BlockedArtists = new HashSet<string> { ArtistOf(number) },
                AllowsExplicit = number % 3 != 0,
            },
            [.. rows.Select(row => new WeightedTrack(Catalogue.Rows[row], 0.5f + (float)random.NextDouble()))]);
    }

    /// <summary>Four tracks an artist, all of one kind; a kind's tracks stand apart in the order of keys.</summary>
    private static TrackCatalogue MakeCatalogue()
    {
        var grant = new RightsGrant { Markets = ["SE"], Tiers = ["free", "premium"], Uses = ["stream"], From = DateTimeOffset.UnixEpoch };
        return new TrackCatalogue(
            Enumerable.Range(0, Tracks).Select(number => new TrackFacts
            {
                Track = Made.Track(number),
                Title = $"Track {number}",
                Artists = [ArtistOf((number / Kinds / 4 * Kinds) + (number % Kinds))],
                Popularity = number % 23 == 0 ? 0 : 1 + (number * 37 % 100),
                Explicit = number % 9 == 0,
                Released = Made.Monday.AddDays(-(number * 31 % 900)),
                Rights = number % 60 == 39 ? 1 : 0,
            }),
            [[grant], [grant with { Markets = ["SE", Poor] }]]);
    }

    private static FactorMatrix MakeVectors(int dimensions, ulong seed, Func<int, bool> isKnown)
    {
        var (vectors, random, centres) = (new FactorMatrix(Tracks, dimensions), new SeededRandom(seed), new FactorMatrix(Kinds, dimensions));
        foreach (ref var value in centres.Values)
            value = (float)random.NextGaussian();
        for (var row = 0; row < Tracks; row++)
        {
            var length = 0.2 * Math.Exp(0.3 * random.NextGaussian());
            for (var i = 0; i < dimensions; i++)
            {
                var value = (float)(length * (centres[KindOf(row)][i] + (0.6 * random.NextGaussian())));
                vectors[row][i] = isKnown(row) ? value : 0;
            }
        }

        return vectors;
    }

    // The tracks of a kind that come after one go with it, less and less.
    private sealed class NextOfKind : ICollaborativeSignal
    {
        public string Name => "next";

        public int Tracks => CandidateSearchTests.Tracks;

        public TasteScorer Open() => static (tracks, weights, scores) =>
        {
            scores.Clear();
            for (var i = 0; i < tracks.Length; i++)
            {
                for (var step = 1; step <= 30; step++)
                    scores[(tracks[i] + (step * Kinds)) % scores.Length] += weights[i] / step;
            }
        };
    }
}
