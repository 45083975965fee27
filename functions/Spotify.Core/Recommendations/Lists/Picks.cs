using Spotify.Core.Recommendations.Blend;

namespace Spotify.Core.Recommendations.Lists;

/// <summary>What the products have in common: they score, pick without too many of one artist or of one kind, put into order and say why.</summary>
internal static class Picks
{
    /// <summary>What the score says against likeness.</summary>
    public const double Relevance = 0.75;

    /// <summary>Candidates that may come, each once, best first.</summary>
    public static List<Scored> Score(ListenerTaste taste, IEnumerable<Candidate> candidates, BlendWeights weights) =>
        [.. Blender.Score([.. candidates.Where(taste.Admits).DistinctBy(candidate => candidate.Track)], weights)];

    /// <summary>Picks from the best of them.</summary>
    public static List<Scored> Best(IReadOnlyList<Scored> scored, int count, int perArtist, double relevance = Relevance) =>
        Best(scored, count, new ArtistCap(perArtist), relevance);

    /// <summary>Picks from the best of them, beside what the cap counted before.</summary>
    public static List<Scored> Best(IReadOnlyList<Scored> scored, int count, ArtistCap cap, double relevance = Relevance)
    {
        List<Scored> best = [.. scored.Take(DiscoverWeekly.MaxCandidates)];
        return [.. DiversePicker.Pick(best, count, cap, relevance).Select(at => best[at])];
    }

    /// <summary>In an order that flows, each with its reason.</summary>
    public static IReadOnlyList<ListItem> Sequenced(IReadOnlyList<Scored> picked, Func<Scored, ListReason> reason) =>
        [.. Sequencer.Order([.. picked.Select(one => one.Candidate)]).Select(at => Item(picked[at], reason))];

    /// <summary>In the order in which they were picked, each with its reason.</summary>
    public static IReadOnlyList<ListItem> InOrder(IEnumerable<Scored> picked, Func<Scored, ListReason> reason) => [.. picked.Select(one => Item(one, reason))];

    private static ListItem Item(Scored one, Func<Scored, ListReason> reason) => new(one.Candidate.Track, reason(one), Score: one.Score);
}
