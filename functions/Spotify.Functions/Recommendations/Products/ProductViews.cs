using Spotify.Core.Recommendations.Lists;
using Spotify.Functions.Catalog;
using Spotify.Functions.Recommendations.Serving;

namespace Spotify.Functions.Recommendations.Products;

/// <summary>A list as it is answered.</summary>
/// <param name="Kind">Which product it is.</param>
/// <param name="Name">What it is called beyond its kind; empty where the kind says all.</param>
/// <param name="Uri">Its address, which radio plays from; null where it has none.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Week">The week that it was made for; null where it was made for none.</param>
/// <param name="MadeAt">When it was made; null where it was made just now.</param>
/// <param name="Items">Its tracks, in the order of playing.</param>
/// <param name="Next">Where more of it is; null where a list is all there is.</param>
internal sealed record RecommendedListView(
    ListKind Kind, string Name, string? Uri, ListSource? Source, string? Week, DateTimeOffset? MadeAt, IReadOnlyList<RecommendedTrackView> Items, string? Next = null);

/// <summary>A track of a list.</summary>
/// <param name="Track">The track, as the Web API writes it.</param>
/// <param name="Reason">Why it is there.</param>
/// <param name="Slot">Whether it was chosen for being the best known, or drawn to learn something.</param>
internal sealed record RecommendedTrackView(TrackView Track, ReasonView Reason, ListSlot Slot);

/// <summary>Why a track is on a list.</summary>
/// <param name="Kind">What kind of reason it is.</param>
/// <param name="Text">The same in English.</param>
/// <param name="Uri">What it refers to; null where it refers to nothing.</param>
/// <param name="Name">The name of that; null where it is not known.</param>
internal sealed record ReasonView(ReasonKind Kind, string Text, string? Uri, string? Name)
{
    public static ReasonView Of(ListReason reason) => new(reason.Kind, TextOf(reason), reason.Uri, reason.Name);

    private static string TextOf(ListReason reason) => reason.Kind switch
    {
        ReasonKind.ListenersAlike => "Listeners like you play it",
        ReasonKind.DescribedAlike => "It is of the kind that you play",
        ReasonKind.SoundsAlike => "It sounds like what you play",
        ReasonKind.PopularNow => "Many play it where you are",
        ReasonKind.NewFromFollowed => reason.Name is { } name ? $"New from {name}, whom you follow" : "New from an artist whom you follow",
        ReasonKind.NewFromAlike => reason.Name is { } name ? $"New from {name}, who is like those that you play" : "New from an artist like those that you play",
        ReasonKind.BecauseYouPlayed => reason.Name is { } name ? $"Because you played {name}" : "Because of what you played",
        ReasonKind.Favourite => "You play it often",
        ReasonKind.HeardBefore => "You used to play it",
        ReasonKind.Picked => reason.Name is { } name ? $"You picked {name}" : "You picked it",
        ReasonKind.Editorial => "Our editors chose it",
        ReasonKind.Friend => reason.Name is { } name ? $"{name} plays it" : "A friend plays it",
        ReasonKind.FitsPlaylist => "It fits the playlist",
        ReasonKind.NewRelease => reason.Name is { } name ? $"New from {name}" : "New",
        ReasonKind.SearchedFor => reason.Name is { } name ? $"You searched for {name}" : "You searched for it",
        ReasonKind.AddedToPlaylist => reason.Name is { } name ? $"You added {name} to a playlist" : "It goes with what you added to a playlist",
        ReasonKind.LikeSeed => reason.Name is { } name ? $"It goes with {name}" : "It goes with what the radio plays from",
        _ => "",
    };
}

/// <summary>Lists, such as the shelves of the home page.</summary>
/// <param name="Lists">The lists.</param>
internal sealed record RecommendedListsView(IReadOnlyList<RecommendedListView> Lists);
