using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.WhatIf;
using Spotify.Core.Telemetry;
using Spotify.TestSupport.Royalties;
using Xunit;

namespace Spotify.Core.Tests.Royalties.WhatIf;

public sealed class WhatIfTests
{
    private static readonly RoyaltyModel[] Models = Enum.GetValues<RoyaltyModel>();

    [Fact]
    public void The_published_example_of_three_listeners_moves_five_from_X_and_Y_and_Z_win()
    {
        // A: X 100; B: Z 50; C: X, Y, Z 50 each; 10 each. Pro-rata 15, 5, 10; user-centric 40/3, 10/3, 40/3.
        const long third = 1_000_000_000_000 / 3;
        (string Name, long Streams, Int128 Fees)[] tracks = [("X", 150, 1_000_000_000_000 + third), ("Y", 50, third), ("Z", 100, 1_000_000_000_000 + third + 1)];
        var run = new WhatIfRun(RoyaltyModel.ProRata, RoyaltyModel.UserCentric);
        run.Begin(new Pool(new PoolKey("DE", "premium", "EUR"), 3_000, 0, 0, 3));
        List<WeighedTrack> weighed =
        [
            .. tracks.Select((track, i) => new WeighedTrack(
                new PoolWeight(0, new Recording(new TrackKey((UInt128)i + 1), null, null), track.Streams, 0, track.Streams * 100, track.Fees, 0, 0), track.Name, RoyaltyModel.ProRata)),
        ];
        weighed.ForEach(run.Survey);
        weighed.ForEach(run.Add);
        var result = run.Results(10).ShouldHaveSingleItem();
        result.Before.ShouldBe(3_000_000_000);
        result.After.ShouldBe(3_000_000_000);
        var all = result.Winners.Concat(result.Losers).ToDictionary(one => one.Artist.Artist);
        all["X"].Artist.Before.ShouldBe(1_500_000_000);
        all["Y"].Artist.Before.ShouldBe(500_000_000);
        all["Z"].Artist.Before.ShouldBe(1_000_000_000);
        all["X"].Artist.After.ShouldBe(1_333_333_333);
        all["Y"].Artist.After.ShouldBe(333_333_333);
        all["Z"].Artist.After.ShouldBe(1_333_333_334);
        result.Winners.Select(one => one.Artist.Artist).ShouldBe(["Z"]);
        result.Losers.Select(one => (one.Artist.Artist, one.Rank)).ShouldBe([("X", 1), ("Y", 3)], ignoreOrder: true);
        result.Moved.ShouldBe(333_333_334);
    }

    [Fact]
    public void A_model_moves_money_and_makes_none_in_every_world() =>
        Prop.ForAll(Gen.Choose(1, 1_000_000).ToArbitrary(), Gen.Elements(Models).ToArbitrary(), Gen.Elements<RoyaltyModel?>(null, RoyaltyModel.ProRata, RoyaltyModel.ArtistCentric).ToArbitrary(), (seed, model, against) =>
        {
            var world = new StatementWorld(seed);
            foreach (var result in Run(world, against, model))
            {
                var whole = world.Divisions.Where(division => division.Pool.Pool.Key.Currency == result.Currency && world.Weights[division.Pool.Pool.Key].Any(weight => weight.ProRata > 0))
                    .Sum(division => division.Pool.Pool.Net) * (Int128)1_000_000;
                result.Before.ShouldBe(whole);
                result.After.ShouldBe(whole);
                result.Bands.Aggregate(Int128.Zero, (sum, band) => sum + band.After).ShouldBe(whole);
                result.Bands.Sum(band => band.Artists).ShouldBe(result.Artists);
                result.GiniBefore.ShouldBeInRange(0, 1);
                result.GiniAfter.ShouldBeInRange(0, 1);
                result.Reranking.ShouldBeGreaterThanOrEqualTo(0);
                (result.Redistribution - result.Reranking).ShouldBe(result.GiniBefore - result.GiniAfter, 1e-9);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void Against_what_was_agreed_the_division_is_the_one_that_was_paid() =>
        Prop.ForAll(Gen.Choose(1, 1_000_000).ToArbitrary(), seed =>
        {
            // A track's gross is what its holders get divided by the share of the side: 55 % for masters under every agreement of this world.
            var world = new StatementWorld(seed);
            foreach (var division in world.Divisions)
            {
                var run = new WhatIfRun(null, RoyaltyModel.ProRata);
                run.Begin(division.Pool.Pool);
                var tracks = world.WeighedOf(division.Pool.Pool.Key).Select(track => track with { Artist = track.Weight.Recording.Track.ToString() }).ToList();
                tracks.ForEach(run.Survey);
                tracks.ForEach(run.Add);
                foreach (var one in run.Results(1000).SelectMany(result => result.Winners.Concat(result.Losers)))
                {
                    var paid = division.Lines.Where(line => line.Track == one.Artist.Artist && line.Side == RoyaltySide.Master).Sum(line => line.Micros);
                    ((double)paid).ShouldBe((double)one.Artist.Before * 0.55, 3_000_000);
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    [Fact]
    public void The_same_model_changes_nothing()
    {
        foreach (var result in Run(new StatementWorld(5), RoyaltyModel.StreamToOwn, RoyaltyModel.StreamToOwn))
        {
            result.Moved.ShouldBe(0);
            result.Winners.ShouldBeEmpty();
            result.Losers.ShouldBeEmpty();
            result.Redistribution.ShouldBe(0, 1e-12);
            result.Reranking.ShouldBe(0, 1e-12);
        }
    }

    [Theory]
    [InlineData(new double[] { 1, 1, 1, 1 }, 0)]
    [InlineData(new double[] { 0, 0, 0, 1 }, 0.75)]
    [InlineData(new double[] { 1, 2, 3, 4 }, 0.25)]
    [InlineData(new double[] { }, 0)]
    [InlineData(new double[] { 0, 0 }, 0)]
    public void Gini_is_what_the_formula_says(double[] rising, double gini) => WhatIfResult.Concentration(rising).ShouldBe(gini, 1e-12);

    [Fact]
    public void Money_that_goes_from_the_rich_to_the_poor_is_progressive_and_the_other_way_is_not()
    {
        WhatIfResult Of(long rich, long poor) => WhatIfResult.Of("EUR", [new("a", 100, 900, rich), new("b", 10, 100, poor)], 5);
        Of(800, 200).Redistribution.ShouldBe(0.1, 1e-12);
        Of(950, 50).Redistribution.ShouldBe(-0.05, 1e-12);
        var swapped = Of(100, 900);
        (swapped.GiniBefore - swapped.GiniAfter).ShouldBe(0, 1e-12);
        swapped.Reranking.ShouldBe(0.8, 1e-12);
    }

    [Fact]
    public void Bands_are_of_ranks()
    {
        var result = WhatIfResult.Of("EUR", Enumerable.Range(1, 1_500).Select(i => new ArtistChange($"a{i}", i, i, 1_501 - i)), 3);
        result.Bands.Select(band => (band.From, band.To)).ShouldBe([(1, 10), (11, 100), (101, 1_000), (1_001, 1_500)]);
        result.Winners.Select(one => one.Rank).ShouldBe([1_500, 1_499, 1_498]);
        result.Losers.Select(one => one.Rank).ShouldBe([1, 2, 3]);
    }

    private static IReadOnlyList<WhatIfResult> Run(StatementWorld world, RoyaltyModel? against, RoyaltyModel model)
    {
        var run = new WhatIfRun(against, model);
        foreach (var division in world.Divisions)
        {
            run.Begin(division.Pool.Pool);
            foreach (var track in world.WeighedOf(division.Pool.Pool.Key))
                run.Survey(track);
            foreach (var track in world.WeighedOf(division.Pool.Pool.Key))
                run.Add(track);
        }

        return run.Results(5);
    }
}
