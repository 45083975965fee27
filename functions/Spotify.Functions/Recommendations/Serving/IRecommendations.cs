using Spotify.Core.Recommendations.Blend;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Recommendations.Model;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Recommendations.Serving;

/// <summary>
/// Recommendations as listeners get them. Nothing here throws for trouble of stores, of the model or of anything else: what is there is served, and what is not is left out. Every track is
/// licensed for the caller at this moment, and neither blocked nor explicit where he wants none.
/// </summary>
public interface IRecommendations
{
    /// <summary>The caller's Discover Weekly: this week's, or last week's, or what is popular in his market.</summary>
    /// <param name="caller">The listener.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    Task<ServedList> DiscoverWeeklyAsync(Caller caller, CancellationToken cancellationToken = default);

    /// <summary>What is popular in the caller's market, in the world where that has no chart, or else by the model.</summary>
    /// <param name="caller">The listener.</param>
    /// <param name="count">How many tracks, 1 to 100.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    Task<ServedList> PopularAsync(Caller caller, int count, CancellationToken cancellationToken = default);

    /// <summary>What is needed to make the caller a list now: his taste as of seconds ago and the tracks that may be on it, scored by that taste.</summary>
    /// <param name="caller">The listener.</param>
    /// <param name="options">How many tracks of each kind.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    /// <returns>Null where there is no model yet, or his taste could not be read in time: serve what is popular.</returns>
    Task<ListenerCandidates?> CandidatesAsync(Caller caller, CandidateOptions options, CancellationToken cancellationToken = default);

    /// <summary>Tracks of a list as they are served: those that the caller may not hear now are left out.</summary>
    /// <param name="caller">The listener.</param>
    /// <param name="items">The list.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    Task<IReadOnlyList<ServedItem>> ShowAsync(Caller caller, IEnumerable<ListItem> items, CancellationToken cancellationToken = default);

    /// <summary>The model that serves, and its version; null until one is published and loaded. Never waits.</summary>
    LoadedModel? Model { get; }
}

/// <summary>A model in memory.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Model">The model.</param>
/// <param name="Weights">What each signal says.</param>
public sealed record LoadedModel(string Version, RecommendationModel Model, BlendWeights Weights);

/// <summary>What a list is made of.</summary>
/// <param name="Taste">The listener.</param>
/// <param name="Liked">What he likes, with weights.</param>
/// <param name="Candidates">Tracks that may be on it.</param>
/// <param name="Model">The model that scored them.</param>
public sealed record ListenerCandidates(ListenerTaste Taste, IReadOnlyList<WeightedTrack> Liked, IReadOnlyList<Candidate> Candidates, LoadedModel Model);

/// <summary>Where a list comes from.</summary>
public enum ListSource
{
    /// <summary>It was made for the listener for this week.</summary>
    ThisWeek = 0,

    /// <summary>It was made for the listener for the week before: this week's is not there.</summary>
    LastWeek = 1,

    /// <summary>It is what is popular: there is none of his own.</summary>
    Popular = 2,
}

/// <summary>A list as it is served.</summary>
/// <param name="Kind">Which product it is.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Week">The week that it was made for, such as <c>2026-W49</c>; null where it was made for none.</param>
/// <param name="MadeAt">When it was made; null where it was made just now.</param>
/// <param name="Items">Its tracks.</param>
public sealed record ServedList(ListKind Kind, ListSource Source, string? Week, DateTimeOffset? MadeAt, IReadOnlyList<ServedItem> Items)
{
    /// <summary>The experiment whose arm it was made by; null where it was made by none.</summary>
    public string? Experiment { get; init; }

    /// <summary>The arm; null where there is no experiment.</summary>
    public string? Arm { get; init; }
}

/// <summary>A track as it is served.</summary>
/// <param name="Item">Why it is there.</param>
/// <param name="Track">The track.</param>
public sealed record ServedItem(ListItem Item, PublishedTrack Track);
