using System.Runtime.InteropServices;
using Spotify.Core.Search;
using Spotify.Sqlite;

namespace Spotify.Functions.Platform.Search;

/// <summary>One index: its file, and its vocabulary in memory from the first query on.</summary>
internal sealed class SqliteSearchFile : IAsyncDisposable
{
    // Commits of a bulk load stay short, so that live updates get in between.
    private const int ItemsPerWrite = 500;

    private readonly SqliteDatabase _database;
    private readonly SqliteSearchWriter _writer = new();
    private readonly MarketSets _markets;
    private readonly Lock _loading = new();
    private volatile Vocabulary? _vocabulary;

    public SqliteSearchFile(string path)
    {
        _database = new SqliteDatabase(path, SqliteSearchSchema.Script);
        _markets = new MarketSets(_database);
    }

    /// <summary>How many items there are.</summary>
    public long? Count() => _database.Read(static session => session.Scalar<long>("SELECT count(*) FROM items"));

    /// <summary>The vocabulary; read on first use.</summary>
    public Vocabulary Vocabulary => _vocabulary ?? Load();

    public async Task WriteAsync(IReadOnlyList<SearchDocument> items, IReadOnlyList<SearchKey> removed, CancellationToken cancellationToken)
    {
        var last = new Dictionary<SearchKey, SearchDocument?>();
        foreach (var key in removed)
            last[key] = null;
        foreach (var item in items)
            last[item.Key] = item;
        foreach (var part in last.Chunk(ItemsPerWrite))
        {
            // What costs time is done before the writer is kept waiting.
            var prepared = part.Select(one => one.Value is null ? SqliteSearchRow.Removed(one.Key) : SqliteSearchRow.Of(one.Value)).ToList();
            await _database.WriteAsync(
                session =>
                {
                    var change = _writer.Write(session, prepared);
                    // On the writer's thread, so that no word is missed by a vocabulary that is read at the same time.
                    _vocabulary?.Add(change.Words, _vocabulary.Items + change.Items);
                },
                cancellationToken);
        }
    }

    /// <summary>Brings the word lists into one piece, and reads the vocabulary.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await _database.WriteAsync(static session => { session.Execute("INSERT INTO words (words) VALUES ('optimize')"); }, cancellationToken);
        await Task.Run(() => Vocabulary, cancellationToken);
    }

    public IReadOnlyList<SearchHits> Search(SearchRequest request)
    {
        var vocabulary = Vocabulary;
        return _database.Read(session => new SqliteSearchReader(session, vocabulary, _markets, request.Searcher).Search(request));
    }

    public IReadOnlyList<SearchSuggestion> Suggest(SuggestRequest request)
    {
        var vocabulary = Vocabulary;
        return _database.Read(session => new SqliteSearchReader(session, vocabulary, _markets, request.Searcher).Suggest(request));
    }

    /// <summary>Runs a query of one's own, for measurements and tests.</summary>
    internal T Read<T>(Func<SqliteSession, T> query) => _database.Read(query);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private Vocabulary Load()
    {
        lock (_loading)
        {
            return _vocabulary ??= _database.WriteAsync(ReadVocabulary).GetAwaiter().GetResult();
        }
    }

    private static Vocabulary ReadVocabulary(SqliteSession session)
    {
        var words = new Dictionary<string, int>(StringComparer.Ordinal);
        using (var reader = session.Command("SELECT word, items FROM vocabulary WHERE items > 0").ExecuteReader())
        {
            while (reader.Read())
                words.Add(reader.GetString(0), reader.GetInt32(1));
        }

        return new Vocabulary(words, session.Scalar<long>("SELECT count(*) FROM items"));
    }
}

/// <summary>What a write did.</summary>
/// <param name="Words">Words that items gained, with in how many.</param>
/// <param name="Items">How many more items there are.</param>
internal sealed record SearchChange(IReadOnlyDictionary<string, int> Words, int Items);

/// <summary>An item as the tables have it, or the removal of one.</summary>
internal sealed record SqliteSearchRow
{
    public required SearchKey Key { get; init; }

    /// <summary>Null for a removal.</summary>
    public SearchDocument? Item { get; private init; }

    public ItemTerms Terms { get; private init; } = new("", "", "", "");

    public string Facets { get; private init; } = "";

    public IReadOnlyList<long> Names { get; private init; } = [];

    public string Markets { get; private init; } = "";

    public byte[] NamesBlob => MemoryMarshal.AsBytes<long>(Names.ToArray()).ToArray();

    public static SqliteSearchRow Removed(SearchKey key) => new() { Key = key };

    public static SqliteSearchRow Of(SearchDocument item)
    {
        var terms = ItemTerms.Of(item);
        return new SqliteSearchRow
        {
            Key = item.Key,
            Item = item,
            Terms = terms,
            Facets = SqliteSearchSchema.FacetsOf(item, terms),
            Names = [.. ItemTerms.ExactNamesOf(item).Order()],
            Markets = MarketSets.TextOf(item.Markets),
        };
    }
}
