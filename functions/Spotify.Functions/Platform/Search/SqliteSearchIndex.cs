using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Spotify.Core.Search;

namespace Spotify.Functions.Platform.Search;

/// <summary>Indexes in SQLite with FTS5, one file each (<c>search.NAME.db</c>) in one folder.</summary>
internal sealed partial class SqliteSearchIndex : ISearchIndex, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<SqliteSearchFile>> _files = new(StringComparer.Ordinal);
    private readonly string _folder;
    private readonly ILogger<SqliteSearchIndex> _logger;

    /// <summary>Opens nothing yet.</summary>
    /// <param name="folder">Where the files are; made when missing.</param>
    /// <param name="logger">For what goes wrong.</param>
    public SqliteSearchIndex(string folder, ILogger<SqliteSearchIndex> logger) => (_folder, _logger) = (Path.GetFullPath(folder), logger);

    public Task CreateAsync(string index, CancellationToken cancellationToken = default)
    {
        SearchIndexName.Check(index);
        Open(index);
        return Task.CompletedTask;
    }

    public Task<long?> CountAsync(string index, CancellationToken cancellationToken = default) => Task.FromResult(Find(index)?.Count());

    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken = default)
    {
        IReadOnlyList<string> names = Directory.Exists(_folder)
            ? [.. Directory.EnumerateFiles(_folder, "search.*.db").Select(path => Path.GetFileName(path)[7..^3]).Where(SearchIndexName.IsValid).Order(StringComparer.Ordinal)]
            : [];
        return Task.FromResult(names);
    }

    public async Task<bool> WriteAsync(
        string index, IReadOnlyList<SearchDocument> items, IReadOnlyList<SearchKey> removed, CancellationToken cancellationToken = default)
    {
        if (Find(index) is not { } file)
            return false;
        await file.WriteAsync(items, removed, cancellationToken);
        return true;
    }

    public Task FinishAsync(string index, CancellationToken cancellationToken = default) => Find(index)?.FinishAsync(cancellationToken) ?? Task.CompletedTask;

    public async Task DropAsync(string index, CancellationToken cancellationToken = default)
    {
        SearchIndexName.Check(index);
        if (_files.TryRemove(index, out var opened))
            await opened.Value.DisposeAsync();
        foreach (var suffix in (ReadOnlySpan<string>)["", "-wal", "-shm"])
        {
            var path = PathOf(index) + suffix;
            try
            {
                File.Delete(path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                FileStays(path, exception);
            }
        }
    }

    public ValueTask<IReadOnlyList<SearchHits>?> SearchAsync(string index, SearchRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new(Use(index, file => file.Search(request)));
    }

    public ValueTask<IReadOnlyList<SearchSuggestion>?> SuggestAsync(string index, SuggestRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new(Use(index, file => file.Suggest(request)));
    }

    /// <summary>The open file of an index, for measurements; null where there is none.</summary>
    internal SqliteSearchFile? Find(string index)
    {
        SearchIndexName.Check(index);
        if (_files.TryGetValue(index, out var opened))
            return opened.Value;
        return File.Exists(PathOf(index)) ? Open(index) : null;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (name, _) in _files)
        {
            if (_files.TryRemove(name, out var opened))
                await opened.Value.DisposeAsync();
        }
    }

    private T? Use<T>(string index, Func<SqliteSearchFile, T> query)
        where T : class
    {
        try
        {
            return Find(index) is { } file ? query(file) : null;
        }
        catch (ObjectDisposedException)
        {
            // It was dropped meanwhile.
            return null;
        }
    }

    private SqliteSearchFile Open(string index) => _files.GetOrAdd(index, name => new Lazy<SqliteSearchFile>(() => new SqliteSearchFile(PathOf(name)))).Value;

    private string PathOf(string index) => Path.Combine(_folder, $"search.{index}.db");

    [LoggerMessage(EventId = 8501, Level = LogLevel.Warning, Message = "The file {Path} of an index that is used no more could not be removed; remove it by hand.")]
    private partial void FileStays(string path, Exception exception);
}
