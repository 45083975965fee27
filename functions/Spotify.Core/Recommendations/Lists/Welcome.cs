using Spotify.Core.Recommendations.Blend;

namespace Spotify.Core.Recommendations.Lists;

/// <summary>Makes the first list of a listener who has played little: of what he picked, and of what many play where he is.</summary>
public static class Welcome
{
    /// <summary>Tracks of the list.</summary>
    public const int Length = 30;

    /// <summary>Plays after which a listener's own taste speaks for itself.</summary>
    public const int Enough = 10;

    /// <summary>The most tracks that name an artist.</summary>
    public const int PerArtist = 3;

    // Two of three tracks are of what was picked, where there are as many.
    private const int PickedOfThree = 2;

    /// <summary>Makes the list; picked artists come before picked genres, and what is popular fills it up.</summary>
    /// <param name="taste">The listener.</param>
    /// <param name="candidates">Tracks of picked artists and genres, with a fact <see cref="ReasonKind.Picked"/>, and popular ones.</param>
    /// <param name="weights">What each signal says.</param>
    public static MadeList Make(ListenerTaste taste, IReadOnlyList<Candidate> candidates, BlendWeights weights)
    {
        ArgumentNullException.ThrowIfNull(taste);
        ArgumentNullException.ThrowIfNull(candidates);
        var scored = Picks.Score(taste, candidates, weights);
        var cap = new ArtistCap(PerArtist);
        var picked = Picks.Best([.. scored.Where(one => Fact(one) is not null)], Length * PickedOfThree / 3, cap);
        var taken = picked.Select(one => one.Candidate.Track).ToHashSet();
        var rest = Picks.Best([.. scored.Where(one => !taken.Contains(one.Candidate.Track))], Length - picked.Count, cap);
        return new MadeList(ListKind.Welcome, Picks.Sequenced([.. picked, .. rest], one => Fact(one) ?? new ListReason(ReasonKind.PopularNow)));
    }

    private static ListReason? Fact(Scored one) => one.Candidate.Facts.FirstOrDefault(fact => fact.Kind == ReasonKind.Picked);
}
