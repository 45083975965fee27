using Spotify.Core.Recommendations.Blend;
using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Lists;

/// <summary>Makes Daily Mix 1 to 6: for each part of a taste what the listener likes of it, and what is new to him and near.</summary>
public static class DailyMix
{
    /// <summary>The most mixes.</summary>
    public const int Most = 6;

    /// <summary>The most tracks of a mix.</summary>
    public const int Length = 50;

    /// <summary>Of three tracks so many are familiar, where there are as many.</summary>
    public const int FamiliarOfThree = 2;

    /// <summary>A part of a taste with fewer tracks makes no mix.</summary>
    public const int Fewest = 5;

    /// <summary>The most tracks that name an artist.</summary>
    public const int PerArtist = 6;

    /// <summary>Makes the mixes. No track is in two.</summary>
    /// <param name="taste">The listener; tracks with engagement above 0 are his taste.</param>
    /// <param name="candidates">His own tracks and others, with vectors; in any order.</param>
    /// <param name="weights">What each signal says.</param>
    /// <param name="day">The day; each draws anew within a mix, while the parts stay the same for a seed.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <returns>The mixes, the one of the largest part first; none where too little is known.</returns>
    public static IReadOnlyList<MadeList> Make(ListenerTaste taste, IReadOnlyList<Candidate> candidates, BlendWeights weights, DateOnly day, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(taste);
        ArgumentNullException.ThrowIfNull(candidates);
        var scored = Picks.Score(taste, candidates, weights);
        var liked = scored.Where(one => taste.Engagement.GetValueOrDefault(one.Candidate.Track) > 0)
            .OrderByDescending(one => taste.Engagement[one.Candidate.Track]).ThenBy(one => one, Comparer<Scored>.Create(Scored.Compare)).ToList();
        var parts = TasteClusters.Of([.. liked.Select(one => one.Candidate)], Most, SeededRandom.For(seed, taste.Listener)).Where(part => part.Members.Count >= Fewest).ToList();
        if (parts.Count == 0)
            return [];
        var unknown = scored.Where(one => !taste.Knows(one.Candidate.Track)).ToLookup(one => Nearest(parts, one.Candidate));
        var random = SeededRandom.For(seed ^ (ulong)day.DayNumber, taste.Listener);
        return [.. parts.Select((part, at) => Mix([.. part.Members.Select(member => liked[member])], [.. unknown[at]], taste, day, random))];
    }

    private static MadeList Mix(List<Scored> familiar, List<Scored> fresh, ListenerTaste taste, DateOnly day, SeededRandom random)
    {
        // Every day another choice of what is liked: a place in the ranking and some luck.
        var order = familiar.Select((one, at) => (One: one, At: at + (familiar.Count * 0.5 * random.NextDouble()))).OrderBy(one => one.At).Select(one => one.One);
        var cap = new ArtistCap(PerArtist);
        var known = order.Where(one => cap.Take(one.Candidate)).Take(Length * FamiliarOfThree / 3).ToList();
        var others = Picks.Best(fresh, Math.Min(Length - known.Count, (known.Count + 1) / FamiliarOfThree), cap);
        var leading = familiar.GroupBy(one => one.Candidate.Artists[0]).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).Take(3);
        var name = string.Join(", ", leading.Select(group => group.First().Candidate.NameOf(group.Key) ?? group.Key));
        return new MadeList(
            ListKind.DailyMix,
            Picks.Sequenced([.. known, .. others], one => taste.Engagement.ContainsKey(one.Candidate.Track) ? new ListReason(ReasonKind.Favourite) : Reasons.Of(one, taste, day)),
            name);
    }

    private static int Nearest(List<TasteCluster> parts, Candidate candidate)
    {
        var unit = Directions.Unit(candidate.Vector.Span);
        var near = Enumerable.Range(0, parts.Count).MaxBy(at => Directions.Dot(parts[at].Centre, unit));
        return Directions.Dot(parts[near].Centre, unit) > 0 ? near : -1;
    }
}
