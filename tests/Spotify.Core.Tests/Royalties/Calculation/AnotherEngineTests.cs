using Shouldly;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Core.Tests.Royalties.Calculation;

public sealed class AnotherEngineTests
{
    [DuckDbFact]
    public async Task Every_payout_is_what_sql_in_another_engine_makes_of_the_exported_ledger()
    {
        using var folder = new TempFolder();
        var ours = await new ExportedMonth(TestScale.Of(60_000, 10_000_000)).CalculateAsync(folder.Path, CancellationToken.None);
        (await NodeProgram.RunAsync("royalties/split.js", folder.Path)).ShouldAllBe(check => check.Ok);
        var theirs = (await File.ReadAllLinesAsync(folder.File("payouts.csv"))).Order(StringComparer.Ordinal).ToList();

        ours.Except(theirs).Concat(theirs.Except(ours)).Take(20).ShouldBeEmpty();
        theirs.Count.ShouldBe(ours.Count);
        ours.Count.ShouldBeGreaterThan(1_000);
    }

    private sealed class DuckDbFactAttribute : FactAttribute
    {
        public DuckDbFactAttribute() => Skip = NodeProgram.Missing("@duckdb/node-api");
    }
}
