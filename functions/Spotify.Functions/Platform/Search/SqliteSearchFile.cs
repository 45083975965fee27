using System.Runtime.InteropServices;
using Spotify.Core.Search;
using Spotify.Sqlite;

namespace Spotify.Functions.Platform.Search;

/// <summary>One index: its file, and what it keeps in memory from the first query on.</summary>
internal sealed class SqliteSearchFile : IAsyncDisposable
{
    // Each commit leaves a piece of the word lists that is merged with others later: few large ones cost less than many small ones.
    private const int ItemsPerWrite = 5000;

    private readonly SqliteDatabase _database;
    private readonly MarketSets _markets;
    private readonly Lock _loading = new();
    private volatile SearchMemory? _memory;

    public SqliteSearchFile(string path)
    {
        _database = new SqliteDatabase(path, SqliteSearchSchema.Script);
        _markets = new MarketSets(_database);
        // Names are hashes, so they come in no order: filling an index goes on in memory as far as possible, and gives that back when it is done.
        _ = _database.WriteAsync(static session => { session.Execute("PRAGMA cache_size=-131072"); });
    }

    /// <summary>How many items there are.</summary>
    public long? Count() => _database.Read(static session => session.Scalar<long>("SELECT count(*) FROM items"));

    /// <summary>What is kept in memory; read on first use.</summary>
    public SearchMemory Memory => _memory ?? Load();

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
                    var change = SqliteSearchWriter.Write(session, prepared);
                    // On the writer's thread, so that nothing is missed by what is read into memory at the same time.
                    _memory?.Add(change);
                },
                cancellationToken);
        }
    }

    /// <summary>Brings the word lists into one piece, and reads what is kept in memory.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await _database.WriteAsync(static session => { session.Execute("INSERT INTO words (words) VALUES ('optimize')"); }, cancellationToken);
        await _database.WriteAsync(static session => { session.Execute("PRAGMA cache_size=-16000"); }, cancellationToken);
        await Task.Run(() => Memory, cancellationToken);
    }

    public IReadOnlyList<SearchHits> Search(SearchRequest request)
    {
        var memory = Memory;
        return _database.Read(session => new SqliteSearchReader(session, memory, _markets, request.Searcher).Search(request));
    }

    public IReadOnlyList<SearchSuggestion> Suggest(SuggestRequest request)
    {
        var memory = Memory;
        return _database.Read(session => new SqliteSearchReader(session, memory, _markets, request.Searcher).Suggest(request));
    }

    /// <summary>Runs a query of one's own, for measurements and tests.</summary>
    internal T Read<T>(Func<SqliteSession, T> query) => _database.Read(query);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private SearchMemory Load()
    {
        lock (_loading)
        {
            return _memory ??= _database.WriteAsync(SearchMemory.Read).GetAwaiter().GetResult();
        }
    }
}

/// <summary>What an index keeps in memory to be quick: its words, and which names there are.</summary>
internal sealed class SearchMemory
{
    private readonly NameFilter _names;

    private SearchMemory(Vocabulary words, NameFilter names) => (Words, _names) = (words, names);

    public Vocabulary Words { get; }

    /// <summary>Whether an item may have a name of this hash.</summary>
    public bool MayHold(long name) => _names.MayHold(name);

    public static SearchMemory Read(SqliteSession session)
    {
        var words = new Dictionary<string, int>(StringComparer.Ordinal);
        using (var reader = session.Command("SELECT word, items FROM vocabulary WHERE items > 0").ExecuteReader())
        {
            while (reader.Read())
                words.Add(reader.GetString(0), reader.GetInt32(1));
        }

        var items = session.Scalar<long>("SELECT count(*) FROM items");
        // Room for as many again before more names are said to be there than are.
        var names = new NameFilter(session.Scalar<long>("SELECT count(*) FROM names") * 3 / 2);
        using (var reader = session.Command("SELECT name FROM names").ExecuteReader())
        {
            while (reader.Read())
                names.Add(reader.GetInt64(0));
        }

        return new SearchMemory(new Vocabulary(words, items), names);
    }

    /// <summary>Takes in what was written; on the writer's thread.</summary>
    public void Add(SearchChange change)
    {
        Words.Add(change.Words, Words.Items + change.Items);
        foreach (var name in change.Names)
            _names.Add(name);
    }
}

/// <summary>What a write did.</summary>
/// <param name="Words">Words that items gained, with in how many.</param>
/// <param name="Names">Hashes of names that items gained.</param>
/// <param name="Items">How many more items there are.</param>
internal sealed record SearchChange(IReadOnlyDictionary<string, int> Words, IReadOnlyList<long> Names, int Items);

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
