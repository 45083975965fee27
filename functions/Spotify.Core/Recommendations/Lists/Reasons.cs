using Spotify.Core.Recommendations.Blend;

namespace Spotify.Core.Recommendations.Lists;

/// <summary>Says why a track is on a list.</summary>
public static class Reasons
{
    /// <summary>How long a release counts as new, in days.</summary>
    public const int NewDays = 28;

    private static readonly ReasonKind[] Personal = [ReasonKind.Friend, ReasonKind.SearchedFor, ReasonKind.Picked, ReasonKind.AddedToPlaylist, ReasonKind.BecauseYouPlayed];

    /// <summary>The reason for a track that was chosen by its score: that it is new of a followed artist, else the signal that gave most, with the fact that goes with it where there is one.</summary>
    /// <param name="scored">The track.</param>
    /// <param name="taste">The listener.</param>
    /// <param name="day">The list's day.</param>
    public static ListReason Of(Scored scored, ListenerTaste taste, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(scored);
        var candidate = scored.Candidate;
        if (IsNewOfFollowed(candidate, taste, day))
        {
            var followed = candidate.Artists.First(taste.FollowedArtists.Contains);
            return Fact(candidate, ReasonKind.NewFromFollowed) ?? new ListReason(ReasonKind.NewFromFollowed, UriOfArtist(followed), candidate.NameOf(followed));
        }

        return Fact(candidate, scored.Strongest) ?? Telling(scored.Strongest == ReasonKind.PopularNow ? [.. candidate.Facts.Where(fact => fact.Kind is not (ReasonKind.AddedToPlaylist or ReasonKind.BecauseYouPlayed))] : candidate.Facts) ?? new ListReason(scored.Strongest);
    }

    /// <summary>The most telling of what may be said of a track by name: a friend, a search, a pick, a playlist, a play; null where there is nothing of that.</summary>
    /// <param name="facts">What may be said.</param>
    public static ListReason? Telling(IReadOnlyList<ListReason> facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return Personal.Select(kind => facts.FirstOrDefault(fact => fact.Kind == kind)).FirstOrDefault(fact => fact is not null);
    }

    /// <summary>Whether a track came out within <see cref="NewDays"/> before a day, or on it, and is of an artist that the listener follows.</summary>
    public static bool IsNewOfFollowed(Candidate candidate, ListenerTaste taste, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(taste);
        return IsNew(candidate, day, NewDays) && candidate.Artists.Any(taste.FollowedArtists.Contains);
    }

    /// <summary>Whether a track came out within so many days before a day, or on it.</summary>
    public static bool IsNew(Candidate candidate, DateOnly day, int days)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        return candidate.Released is { } released && released <= day && day.DayNumber - released.DayNumber < days;
    }

    /// <summary>An artist's address in the manner of the Web API.</summary>
    public static string UriOfArtist(string id) => "spotify:artist:" + id;

    private static ListReason? Fact(Candidate candidate, ReasonKind kind) => candidate.Facts.FirstOrDefault(fact => fact.Kind == kind);
}
