using Shouldly;
using Spotify.Core.Recommendations.Content;
using Spotify.Core.Recommendations.Evaluation;
using Spotify.Core.Recommendations.Vectors;
using Spotify.TestSupport;
using Spotify.TestSupport.Recommendations;
using Xunit;

namespace Spotify.Core.Tests.Recommendations.Content;

public sealed class ContentModelTests
{
    private static readonly ContentOptions Options = new() { Dimensions = 16 };

    [Fact]
    public void Items_of_one_genre_or_one_playlist_lie_close_and_others_far()
    {
        var model = ContentModel.Train(Catalogue(), Options);

        Cosine(model.Items[0], model.Items[6]).ShouldBe(1, 1e-3);
        Cosine(model.Items[0], model.Items[3]).ShouldBeInRange(0.2, 0.5);
        Cosine(model.Items[0], model.Items[1]).ShouldBeLessThan(0.2);
        Cosine(model.Items[30], model.Items[31]).ShouldBeGreaterThan(0.8);
    }

    [Fact]
    public void An_item_that_came_later_lies_where_its_description_says()
    {
        var model = ContentModel.Train(Catalogue(), Options);
        var vector = new float[model.Items.Dimensions];

        model.Embed(new ContentItem { Title = "Never heard", Genres = ["GENRE 1"] }, vector);
        Cosine(vector, model.Items[1]).ShouldBeGreaterThan(0.5);
        Cosine(vector, model.Items[0]).ShouldBeLessThan(0.1);

        model.Embed(new ContentItem { Title = "Nothing that is known" }, vector);
        vector.ShouldAllBe(value => value == 0);
    }

    [Fact]
    public void Marks_and_case_make_no_other_word()
    {
        ContentItem[] items = [new() { Title = "Café Ñandú" }, new() { Title = "CAFE nandu!" }, new() { Title = "house" }, new() { Title = "(House)" }];

        var model = ContentModel.Train(items, Options);

        Cosine(model.Items[0], model.Items[1]).ShouldBe(1, 1e-5);
        Cosine(model.Items[2], model.Items[3]).ShouldBe(1, 1e-5);
        Cosine(model.Items[0], model.Items[2]).ShouldBe(0, 1e-3);
    }

    [Fact]
    public void Titles_without_spaces_share_pairs_of_neighbours()
    {
        ContentItem[] items = [new() { Title = "\u591c\u660e\u3051" }, new() { Title = "\u591c\u660e" }, new() { Title = "\u661f\u7a7a" }, new() { Title = "\u661f\u7a7a" }];

        var model = ContentModel.Train(items, Options);

        Cosine(model.Items[0], model.Items[1]).ShouldBe(1, 1e-5);
        Cosine(model.Items[0], model.Items[2]).ShouldBe(0, 1e-3);
    }

    [Fact]
    public void Threads_change_nothing_and_items_without_any_description_are_0()
    {
        ContentItem[] items = [.. Catalogue(), new()];

        Samples.Hash(ContentModel.Train(items, Options with { Threads = 3 }).Items).ShouldBe(Samples.Hash(ContentModel.Train(items, Options with { Threads = 1 }).Items));
        ContentModel.Train(items, Options).Items[items.Length - 1].ToArray().ShouldAllBe(value => value == 0);
        ContentModel.Train([], Options).Items.Rows.ShouldBe(0);
    }

    [DataFact(RankingData.LastFmFolder)]
    public void Artists_that_nobody_has_heard_find_their_listeners()
    {
        var data = LastFmArtists.Hide(seed: 1);
        var model = ContentModel.Train(data.Items, new ContentOptions());

        var content = Measure(new ContentSignal(model).Open());
        var popularity = Measure((_, _, scores) =>
        {
            // Plays of the hidden are not known to anybody; how often they were tagged is the only sign of fame.
            for (var item = 0; item < scores.Length; item++)
                scores[item] = data.Items[item].Tags.Sum(tag => tag.Count);
        });
        var random = new SeededRandom(1);
        var chance = Measure((_, _, scores) =>
        {
            foreach (ref var score in scores)
                score = (float)random.NextDouble();
        });

        content.Recall.ShouldBeGreaterThan(1.5 * popularity.Recall);
        content.Recall.ShouldBeGreaterThan(10 * chance.Recall);
        content.Ndcg.ShouldBeGreaterThan(1.5 * popularity.Ndcg);

        RankingQuality Measure(Spotify.Core.Recommendations.Collaborative.TasteScorer scorer) => Ranking.Measure(
            data.Warm,
            data.Cold,
            () => (row, scores) =>
            {
                scorer(data.Warm.ColumnsOf(row), data.Warm.WeightsOf(row), scores);
                for (var item = 0; item < scores.Length; item++)
                    scores[item] = data.IsHidden[item] ? scores[item] : float.NegativeInfinity;
            },
            threads: 1);
    }

    // Thirty items of three genres by turns, ten more that share nothing but playlists.
    private static ContentItem[] Catalogue() =>
    [
        .. Enumerable.Range(0, 30).Select(i => new ContentItem { Title = $"Song {i}", Genres = [$"genre {i % 3}"], Artists = [$"artist{i % 6}"] }),
        .. Enumerable.Range(30, 10).Select(i => new ContentItem { Playlists = [new ContentPlaylist($"list{i / 5}", "Evening walk")] }),
    ];

    private static double Cosine(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var (product, left, right) = (0.0, 0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
            (product, left, right) = (product + (x[i] * y[i]), left + (x[i] * x[i]), right + (y[i] * y[i]));
        return product / Math.Sqrt(left * right);
    }
}
