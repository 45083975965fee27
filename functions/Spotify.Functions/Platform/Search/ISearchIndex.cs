using Spotify.Core;
using Spotify.Core.Search;

namespace Spotify.Functions.Platform.Search;

/// <summary>
/// Search indexes by name. One of them is live (<see cref="SearchGenerations"/> says which); a reindex fills another beside it, and then that one is live: nobody
/// waits, and no answer comes from half an index. What is written is found by everyone within seconds.
/// </summary>
/// <remarks>Exceptions: <see cref="TransientException"/> where the index is in trouble and a repeat may succeed; <see cref="ArgumentException"/> for a bug.</remarks>
public interface ISearchIndex
{
    /// <summary>Makes an empty index; one of that name that is there stays as it is.</summary>
    /// <param name="index">Its name: 2 to 60 small letters, digits and hyphens, a letter first.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    Task CreateAsync(string index, CancellationToken cancellationToken = default);

    /// <summary>How many items an index holds.</summary>
    /// <param name="index">Its name.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Null where there is no such index.</returns>
    Task<long?> CountAsync(string index, CancellationToken cancellationToken = default);

    /// <summary>The indexes that are there.</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Puts items in, over what is there of the same key, and takes items out. Safe to repeat.</summary>
    /// <param name="index">Its name.</param>
    /// <param name="items">What to put in; of several of one key the last counts.</param>
    /// <param name="removed">What to take out; what is not there is no fault.</param>
    /// <param name="cancellationToken">Stops the call; a part may be done.</param>
    /// <returns>False where there is no such index.</returns>
    /// <exception cref="TransientException">Not all of it could be written: do all of it again.</exception>
    Task<bool> WriteAsync(string index, IReadOnlyList<SearchDocument> items, IReadOnlyList<SearchKey> removed, CancellationToken cancellationToken = default);

    /// <summary>Makes a filled index quick to search, before it goes live. It can be written to all the same.</summary>
    /// <param name="index">Its name.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    Task FinishAsync(string index, CancellationToken cancellationToken = default);

    /// <summary>Removes an index; one that is not there is no fault.</summary>
    /// <param name="index">Its name.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    Task DropAsync(string index, CancellationToken cancellationToken = default);

    /// <summary>Answers a query, for each kind that is asked for.</summary>
    /// <param name="index">Its name.</param>
    /// <param name="request">The query.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>One answer a kind, in the order of the kinds; null where there is no such index.</returns>
    ValueTask<IReadOnlyList<SearchHits>?> SearchAsync(string index, SearchRequest request, CancellationToken cancellationToken = default);

    /// <summary>Names that go on from what a listener has typed so far, or nearly so; the best first.</summary>
    /// <param name="index">Its name.</param>
    /// <param name="request">What was typed.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Null where there is no such index.</returns>
    ValueTask<IReadOnlyList<SearchSuggestion>?> SuggestAsync(string index, SuggestRequest request, CancellationToken cancellationToken = default);
}
