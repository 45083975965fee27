using Spotify.Core.Recommendations.Blend;
using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Lists;

/// <summary>Makes Discover Weekly: 30 tracks that the listener has never heard, at most two of any artist, 6 of them drawn to learn something.</summary>
public static class DiscoverWeekly
{
    /// <summary>Tracks of a list.</summary>
    public const int Length = 30;

    /// <summary>Slots of them that are drawn.</summary>
    public const int Explored = 6;

    /// <summary>The most tracks that name an artist.</summary>
    public const int PerArtist = 2;

    /// <summary>More candidates than this are of no use: of more, the best are taken.</summary>
    public const int MaxCandidates = 500;

    // What being new and of a followed artist adds to a score from 0 to 1.
    private const double NewBonus = 0.15;
    private const double Relevance = 0.75;

    /// <summary>
    /// Makes the list. The same candidates, taste, weights, day and seed give the same list, in whatever order the candidates come. Where licensed tracks that were never heard are too few
    /// for 30, the list is shorter and a fifth of it, rounded down, is drawn.
    /// </summary>
    /// <param name="taste">The listener.</param>
    /// <param name="candidates">Tracks that may come; each track once (of one that comes twice, either counts once).</param>
    /// <param name="weights">What each signal says.</param>
    /// <param name="day">The Monday.</param>
    /// <param name="seed">The seed of this week's run; the listener's own is made of it and of the listener.</param>
    public static MadeList Make(ListenerTaste taste, IReadOnlyList<Candidate> candidates, BlendWeights weights, DateOnly day, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(taste);
        ArgumentNullException.ThrowIfNull(candidates);
        var fit = candidates.Where(candidate => !taste.Knows(candidate.Track) && taste.Admits(candidate)).DistinctBy(candidate => candidate.Track).ToList();
        var scored = Blender.Score(fit, weights).Select(one => Reasons.IsNewOfFollowed(one.Candidate, taste, day) ? one with { Score = Math.Min(1, one.Score + NewBonus) } : one)
            .Order(Comparer<Scored>.Create(Scored.Compare)).ToList();
        var random = SeededRandom.For(seed, taste.Listener);
        var chosen = Choose([.. scored.Take(MaxCandidates)], Length, random);
        if (chosen.Count < Length)
        {
            // Names that many tracks share can shut out more than they had to: then from a set that fits together as a whole.
            var most = MostThatFit(scored);
            if (most.Count < chosen.Count)
                most = [.. chosen.Select(choice => choice.Track)];
            chosen = Choose([.. most.Order(Comparer<Scored>.Create(Scored.Compare)).Take(MaxCandidates)], Math.Min(Length, most.Count), random);
        }

        var order = Sequencer.Order([.. chosen.Select(choice => choice.Track.Candidate)]);
        return new MadeList(ListKind.DiscoverWeekly, [.. order.Select(at => chosen[at]).Select(choice => choice.Item(Reasons.Of(choice.Track, taste, day)))]);
    }

    private static List<Choice> Choose(IReadOnlyList<Scored> scored, int length, SeededRandom random)
    {
        var explored = length * Explored / Length;
        var cap = new ArtistCap(PerArtist);
        var picks = DiversePicker.Pick(scored, length - explored, cap, Relevance);
        var taken = picks.ToHashSet();
        var drawn = ExplorationPolicy.Draw([.. scored.Where((_, at) => !taken.Contains(at))], explored, cap, random);
        return [.. picks.Select(pick => new Choice(scored[pick], ListSlot.Exploit, 1, 1)), .. drawn.Select(one => new Choice(one.Track, ListSlot.Explore, one.Propensity, one.Even))];
    }

    /// <summary>Tracks that keep within the cap all together: those with few artists first, because they shut out the fewest others.</summary>
    private static List<Scored> MostThatFit(IReadOnlyList<Scored> scored)
    {
        var cap = new ArtistCap(PerArtist);
        return [.. scored.OrderBy(one => one.Candidate.Artists.Count).Where(one => cap.Take(one.Candidate))];
    }

    private sealed record Choice(Scored Track, ListSlot Slot, double Propensity, double Even)
    {
        public ListItem Item(ListReason reason) => new(Track.Candidate.Track, reason, Slot, Propensity, Track.Score) { Even = Even };
    }
}
