using Spotify.Core.Recommendations.Blend;

namespace Spotify.Core.Recommendations.Lists;

/// <summary>Makes Release Radar: what came out lately, of followed artists before others.</summary>
public static class ReleaseRadar
{
    /// <summary>The most tracks of a list.</summary>
    public const int Length = 30;

    /// <summary>How long a release may be out, in days; a followed artist's may be out for <see cref="Reasons.NewDays"/>.</summary>
    public const int NewDays = 14;

    /// <summary>The most tracks that name an artist.</summary>
    public const int PerArtist = 2;

    /// <summary>Makes the list: followed artists' new tracks that the listener has not heard, best first, then those of artists alike.</summary>
    /// <param name="taste">The listener.</param>
    /// <param name="candidates">New tracks, in any order.</param>
    /// <param name="weights">What each signal says.</param>
    /// <param name="day">The Friday.</param>
    public static MadeList Make(ListenerTaste taste, IReadOnlyList<Candidate> candidates, BlendWeights weights, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(taste);
        ArgumentNullException.ThrowIfNull(candidates);
        var scored = Picks.Score(taste, candidates.Where(one => !taste.Knows(one.Track) && (Reasons.IsNew(one, day, NewDays) || Reasons.IsNewOfFollowed(one, taste, day))), weights);
        var isKnown = taste.Engagement.Count > 0 || taste.FollowedArtists.Count > 0;
        var cap = new ArtistCap(PerArtist);
        var followed = Picks.Best([.. scored.Where(one => Reasons.IsNewOfFollowed(one.Candidate, taste, day))], Length, cap);
        var alike = Picks.Best([.. scored.Where(one => !Reasons.IsNewOfFollowed(one.Candidate, taste, day))], Length - followed.Count, cap);
        return new MadeList(ListKind.ReleaseRadar, Picks.InOrder([.. followed, .. alike], one => Reasons.IsNewOfFollowed(one.Candidate, taste, day) ? Reasons.Of(one, taste, day) : Alike(one.Candidate)));

        ListReason Alike(Candidate candidate) =>
            new(isKnown ? ReasonKind.NewFromAlike : ReasonKind.NewRelease, Reasons.UriOfArtist(candidate.Artists[0]), candidate.NameOf(candidate.Artists[0]));
    }
}
