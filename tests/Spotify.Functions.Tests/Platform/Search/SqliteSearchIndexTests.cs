using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Spotify.Core.Search;
using Spotify.Functions.Platform.Search;
using Spotify.Functions.Tests.Platform.Documents;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Search;

[SqliteAdapter]
public sealed class SqliteSearchIndexTests : SearchIndexContract
{
    private readonly TempFolder _folder = new();
    private SqliteSearchIndex _index;

    public SqliteSearchIndexTests() => _index = new SqliteSearchIndex(_folder.Path, NullLogger<SqliteSearchIndex>.Instance);

    private protected override ISearchIndex Search => _index;

    public override async Task DisposeAsync()
    {
        await _index.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_index_survives_a_restart()
    {
        await WriteAsync(Track("1", "Dancing Queen", "ABBA"));
        await _index.DisposeAsync();
        _index = new SqliteSearchIndex(_folder.Path, NullLogger<SqliteSearchIndex>.Instance);
        (await FindAsync("dancign queen")).ShouldBe(["1"]);
        (await Search.ListAsync()).ShouldBe([Index]);
    }

    [Fact]
    public async Task Words_that_come_later_are_completed_and_corrected_too()
    {
        await WriteAsync(Track("1", "Dancing Queen", "ABBA"));
        (await FindAsync("waterlo")).ShouldBeEmpty();
        await WriteAsync(Track("2", "Waterloo", "ABBA"));
        (await FindAsync("watreloo")).ShouldBe(["2"]);
        (await FindAsync("waterl")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task Random_writes_leave_what_was_written_last()
    {
        var random = new Random(11);
        var names = new Dictionary<string, string>();
        string[] words = ["fire", "water", "earth", "wind", "love", "storm"];
        for (var round = 0; round < 60; round++)
        {
            var documents = new List<SearchDocument>();
            var removed = new List<SearchKey>();
            foreach (var number in Enumerable.Range(0, 25).OrderBy(_ => random.Next()).Take(8))
            {
                var id = $"n{number}";
                if (random.Next(4) == 0)
                {
                    removed.Add(new SearchKey(SearchKind.Track, Id(id)));
                    names.Remove(id);
                    continue;
                }

                names[id] = $"{words[random.Next(words.Length)]} {words[random.Next(words.Length)]}";
                documents.Add(Track(id, names[id], "A") with { Popularity = random.Next(101) });
            }

            await Search.WriteAsync(Index, documents, removed);
            foreach (var word in words)
                (await FindAsync($"\"{word}\"")).Order().ShouldBe(names.Where(one => one.Value.Split(' ').Contains(word)).Select(one => one.Key).Order());
        }
    }

    [Fact]
    public async Task What_is_found_first_is_read_first_without_sorting_all_that_matches()
    {
        await WriteAsync(Track("1", "Dancing Queen", "ABBA"));
        var plan = _index.Find(Index)!.Read(session =>
        {
            using var reader = session.Command(
                "EXPLAIN QUERY PLAN SELECT items.id FROM words CROSS JOIN items ON items.rank = words.rowid WHERE words MATCH 'x' AND words.rowid >= 1 AND words.rowid <= 9 ORDER BY words.rowid").ExecuteReader();
            var lines = new List<string>();
            while (reader.Read())
                lines.Add(reader.GetString(3));
            return lines;
        });
        plan.ShouldAllBe(line => !line.Contains("B-TREE"));
    }

    private sealed class SqliteAdapterAttribute : AdapterAttribute
    {
        public override string? ReasonToSkip(Capability needs) => null;
    }
}
