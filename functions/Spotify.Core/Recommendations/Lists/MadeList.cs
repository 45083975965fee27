using Spotify.Core.Telemetry;

namespace Spotify.Core.Recommendations.Lists;

/// <summary>A list that was made for a listener.</summary>
/// <param name="Kind">Which product it is.</param>
/// <param name="Items">Its tracks in the order of playing.</param>
/// <param name="Name">What it is called beyond its kind, such as the artists of a Daily Mix; empty where the kind says all.</param>
public sealed record MadeList(ListKind Kind, IReadOnlyList<ListItem> Items, string Name = "");

/// <summary>One track of a list.</summary>
/// <param name="Track">The track.</param>
/// <param name="Reason">Why it is there.</param>
/// <param name="Slot">Whether it was chosen for being the best known, or to learn something.</param>
/// <param name="Propensity">How probable it was that this track would be drawn for its slot, given those drawn before: above 0, at most 1; 1 where nothing was drawn.</param>
/// <param name="Score">Its blended score, 0 to 1.</param>
public sealed record ListItem(TrackKey Track, ListReason Reason, ListSlot Slot = ListSlot.Exploit, double Propensity = 1, double Score = 0)
{
    /// <summary>How probable an even draw would have made this track in the same place: what a policy that knows nothing is worth can be told by it. 1 where nothing was drawn.</summary>
    public double Even { get; init; } = 1;
}

/// <summary>What a place of a list is for. Numbers are stored: they do not change.</summary>
public enum ListSlot
{
    /// <summary>The best that is known.</summary>
    Exploit = 0,

    /// <summary>Drawn at random with a known probability, so that something is learned.</summary>
    Explore = 1,
}

/// <summary>Products. Numbers are stored: they do not change.</summary>
public enum ListKind
{
    /// <summary>30 tracks never heard before, each Monday.</summary>
    DiscoverWeekly = 0,

    /// <summary>New tracks of followed and alike artists, each Friday.</summary>
    ReleaseRadar = 1,

    /// <summary>One cluster of the listener's taste, familiar and new, each day.</summary>
    DailyMix = 2,

    /// <summary>Endless, from a seed, in batches.</summary>
    Radio = 3,

    /// <summary>What goes with a track that the listener played.</summary>
    BecauseYouPlayed = 4,

    /// <summary>What the listener plays most.</summary>
    TopSongs = 5,

    /// <summary>What the listener used to play and has not for a while.</summary>
    Rewind = 6,

    /// <summary>The first tracks of a new listener.</summary>
    Welcome = 7,

    /// <summary>Additions to a playlist.</summary>
    Enhance = 8,

    /// <summary>What many play in the market now.</summary>
    Popular = 9,

    /// <summary>What editors chose.</summary>
    Editorial = 10,
}
