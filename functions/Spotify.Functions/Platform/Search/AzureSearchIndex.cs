using System.Globalization;
using Azure;
using Azure.Identity;
using Azure.Search.Documents;
using Azure.Search.Documents.Indexes;
using Azure.Search.Documents.Models;
using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Core.Search;
using SearchDocument = Spotify.Core.Search.SearchDocument;

namespace Spotify.Functions.Platform.Search;

/// <summary>Indexes in AI Search.</summary>
internal sealed partial class AzureSearchIndex(SearchIndexClient service, TimeProvider time, ILogger<AzureSearchIndex> logger) : ISearchIndex
{
    // The service takes a thousand documents and 16 MB at once.
    private const int MostActions = 1000;
    private const int MostTries = 4;
    private const int MostSuggestText = 100;
    private const int MostSuggested = 100;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    /// <summary>Reaches the service that the settings name.</summary>
    public static AzureSearchIndex Open(SearchServiceOptions options, TimeProvider time, ILogger<AzureSearchIndex> logger) => new(
        options.Key is { Length: > 0 } key
            ? new SearchIndexClient(options.Address!, new AzureKeyCredential(key))
            : new SearchIndexClient(options.Address!, new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = options.ClientId })),
        time,
        logger);

    public Task CreateAsync(string index, CancellationToken cancellationToken = default)
    {
        SearchIndexName.Check(index);
        return CallAsync(index, async () => await service.CreateOrUpdateIndexAsync(AzureSearchSchema.Index(index), cancellationToken: cancellationToken));
    }

    public async Task<long?> CountAsync(string index, CancellationToken cancellationToken = default)
    {
        SearchIndexName.Check(index);
        var answer = await CallAsync(index, async () => (Response<long>?)await service.GetSearchClient(index).GetDocumentCountAsync(cancellationToken));
        return answer?.Value;
    }

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken = default)
    {
        var names = new List<string>();
        await CallAsync("", async () =>
        {
            names.Clear();
            await foreach (var name in service.GetIndexNamesAsync(cancellationToken))
                names.Add(name);
            return names;
        });
        return [.. names.Where(SearchIndexName.IsValid).Order(StringComparer.Ordinal)];
    }

    public async Task<bool> WriteAsync(
        string index, IReadOnlyList<SearchDocument> items, IReadOnlyList<SearchKey> removed, CancellationToken cancellationToken = default)
    {
        SearchIndexName.Check(index);
        var actions = new Dictionary<string, IndexDocumentsAction<AzureSearchItem>>(StringComparer.Ordinal);
        foreach (var key in removed)
            actions[AzureSearchItem.KeyOf(key)] = Action(IndexActionType.Delete, Removed(key));
        foreach (var item in items)
            actions[AzureSearchItem.KeyOf(item.Key)] = Action(IndexActionType.Upload, AzureSearchItem.Of(item));
        var client = service.GetSearchClient(index);
        foreach (var part in actions.Values.Chunk(MostActions))
        {
            if (!await WriteAsync(client, part, cancellationToken))
                return false;
        }

        return true;
    }

    // What was indexed is found within a second or two; nothing is to be brought into order.
    public Task FinishAsync(string index, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task DropAsync(string index, CancellationToken cancellationToken = default)
    {
        SearchIndexName.Check(index);
        return CallAsync(index, async () => await service.DeleteIndexAsync(index, cancellationToken));
    }

    public async ValueTask<IReadOnlyList<SearchHits>?> SearchAsync(string index, SearchRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        SearchIndexName.Check(index);
        var client = service.GetSearchClient(index);
        var hits = await Task.WhenAll(request.Kinds.Select(kind => SearchAsync(client, request, kind, cancellationToken)));
        return Array.TrueForAll(hits, one => one is not null) ? [.. hits.Select(one => one!)] : null;
    }

    public async ValueTask<IReadOnlyList<SearchSuggestion>?> SuggestAsync(string index, SuggestRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        SearchIndexName.Check(index);
        var text = request.Text.Trim();
        var options = new SuggestOptions
        {
            UseFuzzyMatching = true,
            Filter = LuceneExpression.Filter(request.Kinds, request.Searcher),
            Size = Math.Min(request.Limit * 4, MostSuggested),
            Select = { "kind", "id", "title", "by", "popularity" },
        };
        var answer = await CallAsync(index, async () => await service.GetSearchClient(index).SuggestAsync<AzureSuggestion>(
            text.Length > MostSuggestText ? text[..MostSuggestText] : text, AzureSearchSchema.Suggester, options, cancellationToken));
        if (answer is null)
            return null;
        // The suggester knows no scoring profile: names that begin so first, then what is popular.
        var typed = SearchText.Of(text).Compact;
        return
        [
            .. answer.Value.Results.Select(one => one.Document)
                .OrderByDescending(one => SearchText.Of(one.Title).Compact.StartsWith(typed, StringComparison.Ordinal)).ThenByDescending(one => one.Popularity)
                .DistinctBy(one => (one.Kind, SearchText.Of(one.Title).Compact, SearchText.Of(one.By).Compact))
                .Take(request.Limit)
                .Select(one => new SearchSuggestion(SearchKinds.TryParse(one.Kind, out var kind) ? kind : SearchKind.Track, one.Id, one.Title, one.By)),
        ];
    }

    private static AzureSearchItem Removed(SearchKey key) => AzureSearchItem.Of(new SearchDocument { Kind = key.Kind, Id = key.Id, Name = "" });

    private static IndexDocumentsAction<AzureSearchItem> Action(IndexActionType type, AzureSearchItem item) => new(type, item);

    private static async Task<SearchHits?> SearchAsync(SearchClient client, SearchRequest request, SearchKind kind, CancellationToken cancellationToken)
    {
        if (!request.Query.Concerns(kind))
            return new SearchHits(kind, [], 0);
        var limit = Math.Min(request.Limit, SearchRequest.Depth - request.Offset);
        var options = new SearchOptions
        {
            QueryType = SearchQueryType.Full,
            SearchMode = SearchMode.All,
            Filter = LuceneExpression.Filter(request.Query, kind, request.Searcher),
            ScoringProfile = AzureSearchSchema.Profile,
            IncludeTotalCount = true,
            Size = Math.Max(0, limit),
            Skip = request.Offset,
            Select = { "id" },
        };
        foreach (var field in AzureSearchSchema.WordFields)
            options.SearchFields.Add(field);
        // A profile's parameters must all be given, and none may be empty.
        options.ScoringParameters.Add(Parameter(AzureSearchSchema.FavouritesParameter, request.Searcher.Favourites));
        options.ScoringParameters.Add(Parameter(AzureSearchSchema.LanguagesParameter, request.Searcher.Languages));
        var answer = await CallAsync(client.IndexName, async () => await client.SearchAsync<AzureHit>(LuceneExpression.Words(request.Query, kind), options, cancellationToken));
        if (answer is null)
            return null;
        var hits = new List<SearchHit>(request.Limit);
        await foreach (var one in answer.Value.GetResultsAsync().WithCancellation(cancellationToken))
        {
            if (hits.Count == options.Size)
                break;
            hits.Add(new SearchHit(one.Document.Id, one.Score ?? 0));
        }

        return new SearchHits(kind, hits, (int)Math.Min(answer.Value.TotalCount ?? hits.Count, SearchRequest.Depth));
    }

    private static string Parameter(string name, IReadOnlySet<string> values) => $"{name}-{(values.Count == 0 ? "none" : string.Join(',', values.Order(StringComparer.Ordinal)))}";

    /// <summary>Writes a batch; what the service did not take for now is sent again, alone.</summary>
    private async Task<bool> WriteAsync(SearchClient client, IndexDocumentsAction<AzureSearchItem>[] actions, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        for (var tries = 1; ; tries++)
        {
            Response<IndexDocumentsResult>? answer;
            try
            {
                answer = await CallAsync(client.IndexName, async () => await client.IndexDocumentsAsync(IndexDocumentsBatch.Create(actions), cancellationToken: cancellationToken));
            }
            catch (RequestFailedException exception) when (exception.Status == 413 && actions.Length > 1)
            {
                var half = actions.Length / 2;
                return await WriteAsync(client, actions[..half], cancellationToken) && await WriteAsync(client, actions[half..], cancellationToken);
            }

            if (answer is null)
                return false;
            var again = new HashSet<string>(StringComparer.Ordinal);
            foreach (var failed in answer.Value.Results.Where(one => !one.Succeeded))
            {
                // What is wrong with the document itself stays wrong: it is left out, and the rest goes on.
                if (failed.Status is 400 or 404)
                    Refused(failed.Key, client.IndexName, failed.Status, failed.ErrorMessage);
                else
                    again.Add(failed.Key);
            }

            if (again.Count == 0)
                return true;
            if (tries == MostTries)
                throw new TransientException(string.Create(CultureInfo.InvariantCulture, $"AI Search did not take {again.Count} of {actions.Length} documents for index {client.IndexName}."));
            actions = [.. actions.Where(action => again.Contains(action.Document.Key))];
            await Task.Delay(pause, time, cancellationToken);
            pause *= 2;
        }
    }

    /// <summary>Calls the service: null where the index is not there, a <see cref="TransientException"/> where another try may do.</summary>
    private static async Task<T?> CallAsync<T>(string index, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return default;
        }
        catch (RequestFailedException exception) when (exception.Status is 0 or 408 or 409 or 429 or >= 500)
        {
            throw new TransientException($"AI Search did not answer for index '{index}'.", exception);
        }
        catch (AuthenticationFailedException exception)
        {
            throw new TransientException("There is no token for AI Search.", exception);
        }
        catch (AggregateException exception) when (exception.InnerExceptions.All(inner => inner is RequestFailedException or IOException))
        {
            throw new TransientException($"AI Search could not be reached for index '{index}'.", exception);
        }
    }

    [LoggerMessage(EventId = 8507, Level = LogLevel.Error, Message = "AI Search refused document {Key} of index {Index} with {Status}; it is not in the index: {Reason}")]
    private partial void Refused(string key, string index, int status, string? reason);

    private sealed record AzureHit
    {
        [System.Text.Json.Serialization.JsonPropertyName("id")]
        public required string Id { get; init; }
    }

    private sealed record AzureSuggestion
    {
        [System.Text.Json.Serialization.JsonPropertyName("kind")]
        public required string Kind { get; init; }

        [System.Text.Json.Serialization.JsonPropertyName("id")]
        public required string Id { get; init; }

        [System.Text.Json.Serialization.JsonPropertyName("title")]
        public required string Title { get; init; }

        [System.Text.Json.Serialization.JsonPropertyName("by")]
        public required string By { get; init; }

        [System.Text.Json.Serialization.JsonPropertyName("popularity")]
        public int Popularity { get; init; }
    }
}
