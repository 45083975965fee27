using System.Collections.Frozen;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Spotify.Core.Search;
using Spotify.Functions.Platform.Search;
using Spotify.TestSupport;
using Spotify.TestSupport.Search;
using Xunit;
using Xunit.Abstractions;

namespace Spotify.Functions.Tests.Search;

/// <summary>How well names are found that are typed whole, half, wrong or otherwise: the classes of <see cref="SearchQueries"/>.</summary>
public class SearchQualityTests(ITestOutputHelper output)
{
    private const string Index = "quality";

    private static readonly Dictionary<string, double> Aims = new() { ["exact"] = 0.99, ["prefix"] = 0.95, ["one typo"] = 0.95, ["two typos"] = 0.80 };

    [Fact]
    public async Task Names_of_a_made_catalogue_are_found() => await MeasureAsync(MadeCatalogue.Small(), Misspellings.Usual(), each: 60);

    [DataFact(CatalogueFiles.Folder)]
    public async Task Names_of_the_real_catalogue_are_found()
    {
        var misspellings = Misspellings.Learn(TestData.Path(Path.Combine(CatalogueFiles.Folder, "birkbeck-missp.dat")));
        await MeasureAsync(CatalogueFiles.Read(TestScale.Of(10_000, int.MaxValue)), misspellings, TestScale.Of(100, 500));
    }

    private async Task MeasureAsync(IReadOnlyList<SearchDocument> documents, Misspellings misspellings, int each)
    {
        using var folder = new TempFolder();
        await using var index = new SqliteSearchIndex(folder.Path, NullLogger<SqliteSearchIndex>.Instance);
        await index.CreateAsync(Index);
        foreach (var part in documents.Chunk(5000))
            await index.WriteAsync(Index, part, []);
        await index.FinishAsync(Index);
        var identities = documents.ToDictionary(document => document.Key, TestSupport.Search.Identity.Of);
        var searcher = new Searcher(null, FrozenSet<string>.Empty, FrozenSet<string>.Empty, new DateOnly(2026, 11, 25));
        var missed = new List<string>();
        var qualities = await SearchQuality.MeasureAsync(SearchQueries.Make(documents, misspellings, each), async query =>
        {
            var hits = await index.SearchAsync(Index, new SearchRequest(SearchQuery.Parse(query.Text), [query.Kind], searcher, SearchQuality.Depth, 0));
            var found = hits![0].Items.Select(item => identities[new SearchKey(query.Kind, item.Id)]).ToList();
            if (!found.Take(5).Contains(query.Answer))
                missed.Add($"{query.Class}: '{query.Text}' ({query.Kind}) -> {query.Answer}, found {string.Join(" | ", found.Take(3))}");
            return found;
        });
        output.WriteLine(SearchQuality.ToTable(qualities));
        missed.ForEach(output.WriteLine);
        foreach (var quality in qualities)
            quality.Five.ShouldBeGreaterThanOrEqualTo(Aims.GetValueOrDefault(quality.Class, 0.95), quality.Class);
    }
}
