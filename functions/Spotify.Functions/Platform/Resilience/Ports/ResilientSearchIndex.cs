using Spotify.Core.Search;
using Spotify.Functions.Platform.Search;

namespace Spotify.Functions.Platform.Resilience.Ports;

/// <summary>The search index through its pipelines, whatever engine is behind.</summary>
internal sealed class ResilientSearchIndex(ISearchIndex inner, Pipelines pipelines) : ISearchIndex, IAsyncDisposable, IDisposable
{
    public Task CreateAsync(string index, CancellationToken cancellationToken = default) =>
        pipelines.Indexing.ExecuteAsync(static async (call, token) => await call.inner.CreateAsync(call.index, token), (inner, index), cancellationToken).AsTask();

    public Task<long?> CountAsync(string index, CancellationToken cancellationToken = default) =>
        pipelines.Indexing.ExecuteAsync(static async (call, token) => await call.inner.CountAsync(call.index, token), (inner, index), cancellationToken).AsTask();

    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken = default) =>
        pipelines.Indexing.ExecuteAsync(static async (call, token) => await call.ListAsync(token), inner, cancellationToken).AsTask();

    public Task<bool> WriteAsync(string index, IReadOnlyList<SearchDocument> items, IReadOnlyList<SearchKey> removed, CancellationToken cancellationToken = default) =>
        pipelines.Indexing.ExecuteAsync(
            static async (call, token) => await call.inner.WriteAsync(call.index, call.items, call.removed, token), (inner, index, items, removed), cancellationToken).AsTask();

    public Task FinishAsync(string index, CancellationToken cancellationToken = default) =>
        pipelines.Indexing.ExecuteAsync(static async (call, token) => await call.inner.FinishAsync(call.index, token), (inner, index), cancellationToken).AsTask();

    public Task DropAsync(string index, CancellationToken cancellationToken = default) =>
        pipelines.Indexing.ExecuteAsync(static async (call, token) => await call.inner.DropAsync(call.index, token), (inner, index), cancellationToken).AsTask();

    public ValueTask<IReadOnlyList<SearchHits>?> SearchAsync(string index, SearchRequest request, CancellationToken cancellationToken = default) =>
        pipelines.Search.ExecuteAsync(static (call, token) => call.inner.SearchAsync(call.index, call.request, token), (inner, index, request), cancellationToken);

    public ValueTask<IReadOnlyList<SearchSuggestion>?> SuggestAsync(string index, SuggestRequest request, CancellationToken cancellationToken = default) =>
        pipelines.Search.ExecuteAsync(static (call, token) => call.inner.SuggestAsync(call.index, call.request, token), (inner, index, request), cancellationToken);

    public ValueTask DisposeAsync()
    {
        if (inner is IAsyncDisposable asynchronous)
            return asynchronous.DisposeAsync();
        (inner as IDisposable)?.Dispose();
        return ValueTask.CompletedTask;
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
