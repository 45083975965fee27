using System.Globalization;
using Shouldly;
using Spotify.Core.Playback;
using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Recommendations.Model;
using Spotify.Core.Recommendations.Snapshot;
using Spotify.Core.Recommendations.Vectors;
using Spotify.Core.Telemetry;
using Xunit;

namespace Spotify.Core.Tests.Recommendations.Lists;

/// <summary>What is known of a listener before he has played.</summary>
public sealed class FirstMinuteTests
{
    private const int Kinds = 3;
    private const int ArtistsOfKind = 30;

    private static readonly ModelIndex Index = new(Model());

    [Fact]
    public void What_a_listener_may_pick_from_is_popular_and_of_every_kind()
    {
        var artists = FirstChoices.ArtistsOf(Index, [], _ => true);
        artists.Count.ShouldBe(FirstChoices.Artists);
        artists.ShouldBeUnique();
        foreach (var kind in artists.CountBy(KindOf))
            kind.Value.ShouldBeInRange(6, 14);

        FirstChoices.GenresOf(Index, [], _ => true).Order().ShouldBe(["kind-0", "kind-1", "kind-2"]);
        FirstChoices.ArtistsOf(Index, [], _ => false).ShouldBeEmpty();
    }

    [Fact]
    public void Only_artists_with_something_to_hear_are_shown_and_those_of_the_chart_before_others()
    {
        FirstChoices.ArtistsOf(Index, [], row => Index.Model.Catalogue[row].Artists[0] == Made.Artist(7)).ShouldBe([Made.Artist(7)]);
        FirstChoices.ArtistsOf(Index, [.. Index.OfArtist(Made.Artist(29))], _ => true)[0].ShouldBe(Made.Artist(29));
    }

    [Fact]
    public void Picks_fade_by_half_after_ten_tracks()
    {
        var picks = new TastePicks { Artists = [Made.Artist(3)], Genres = ["kind-1"] };
        var (fresh, later) = (picks.Liked(Index, 0), picks.Liked(Index, 10));
        fresh.Max(one => one.Weight).ShouldBe(1);
        fresh.Min(one => one.Weight).ShouldBe(0.5f);
        later.Select(one => one.Weight).ShouldBe(fresh.Select(one => one.Weight / 2));
        picks.ReasonFor(Index, Index.OfArtist(Made.Artist(3))[0])!.Name.ShouldBe("Name 3");
        picks.ReasonFor(Index, Index.OfGenre("kind-1")[0])!.Name.ShouldBe("kind 1");
        picks.ReasonFor(Index, Index.OfGenre("kind-2")[0]).ShouldBeNull();
    }

    [Fact]
    public void Country_and_age_move_popularity_a_little_and_less_the_more_was_heard()
    {
        var candidate = Made.Candidate(1, 1) with { Popularity = 50, Released = new DateOnly(1998, 1, 1) };
        var charted = new Dictionary<TrackKey, int> { [candidate.Track] = 0 };
        new ListenerPriors(charted, null, 0).Of(candidate).Popularity.ShouldBe(80);
        new ListenerPriors(charted, null, 10).Of(candidate).Popularity.ShouldBe(65);
        var none = new Dictionary<TrackKey, int>();
        new ListenerPriors(none, 1975, 0).Of(candidate).Popularity!.Value.ShouldBeGreaterThan(69);
        new ListenerPriors(none, 2010, 0).Of(candidate).Popularity!.Value.ShouldBeLessThan(52);
        new ListenerPriors(none, null, 0).Of(candidate).ShouldBeSameAs(candidate);
    }

    [Fact]
    public void Artists_whom_the_same_listeners_play_are_near_and_one_of_whom_nothing_was_learned_is_unknown()
    {
        Index.Artists.Near(Made.Artist(40))!.Take(ArtistsOfKind - 1).ShouldAllBe(other => KindOf(other) == 1);
        Index.Artists.Near("nobody").ShouldBeNull();
        Index.Artists.Likeness(Made.Artist(0), Made.Artist(1)).ShouldBeGreaterThan(0.9);
    }

    [Fact]
    public void What_is_new_is_found_from_a_day_on()
    {
        var day = new DateOnly(2026, 1, 10);
        var since = Index.Since(day).ToList();
        since.ShouldNotBeEmpty();
        since.Order().ShouldBe(Enumerable.Range(0, Index.Model.Catalogue.Rows.Count).Where(row => Index.Model.Catalogue[row].Released >= day));
    }

    private static int KindOf(string artist) => int.Parse(artist["artist".Length..], CultureInfo.InvariantCulture) / ArtistsOfKind;

    /// <summary>Three kinds of music, thirty artists each, the first ones of a kind the most popular, two tracks of each; vectors point by kind.</summary>
    private static RecommendationModel Model()
    {
        var random = new SeededRandom(5);
        var facts = Enumerable.Range(0, Kinds * ArtistsOfKind * 2).Select(number => new TrackFacts
        {
            Track = Made.Track(number),
            Title = $"Track {number}",
            Artists = [Made.Artist(number / 2)],
            ArtistNames = [$"Name {number / 2}"],
            Genres = [$"kind {number / 2 / ArtistsOfKind}"],
            Popularity = 90 - (2 * (number / 2 % ArtistsOfKind)),
            Released = new DateOnly(2026, 1, 1).AddDays(number % 20),
        }).ToList();
        var grant = new RightsGrant { Markets = ["*"], Tiers = ["free", "premium"], Uses = ["stream"], From = DateTimeOffset.UnixEpoch };
        var catalogue = new TrackCatalogue(facts, [[grant]]);
        var tracks = new FactorMatrix(catalogue.Rows.Count, 8);
        for (var row = 0; row < tracks.Rows; row++)
        {
            var vector = tracks[row];
            for (var i = 0; i < vector.Length; i++)
                vector[i] = (float)(0.05 * random.NextGaussian());
            vector[int.Parse(catalogue[row].Genres[0][5..], CultureInfo.InvariantCulture)] += 1;
        }

        return new RecommendationModel(catalogue, tracks, new IalsOptions { Dimensions = 8 });
    }
}
