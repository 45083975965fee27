using Shouldly;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Periods;
using Spotify.Functions.Royalties.Results;
using Xunit;
using static Spotify.Functions.Tests.Royalties.Job.RoyaltyWorld;

namespace Spotify.Functions.Tests.Royalties.Job;

public sealed class StoredResultsTests
{
    [Fact]
    public async Task Everybody_finds_the_own_statement_and_its_lines_and_they_agree()
    {
        await using var harness = await RoyaltyHarness.ClosedAsync(RoyaltyWorld.Random(1));
        var results = harness.Get<IRoyaltyResults>();
        (await results.FindAsync(October)).ShouldBeNull();
        await harness.ApproveAsync(October);
        var found = (await results.FindAsync(October)).ShouldNotBeNull();
        (found.Stage, found.Corrects.Count).ShouldBe((RoyaltyStage.Approved, 0));
        (await results.ListAsync()).ShouldHaveSingleItem().Digest.ShouldBe(found.Digest);

        var statements = await harness.StatementsAsync(October);
        var parties = await results.PartiesAsync(October, new PartyChoice(true, null, null)).ToListAsync();
        parties.Select(party => party.Id).ShouldBe(statements.Select(one => one.Party));
        foreach (var statement in statements)
        {
            (await results.StatementAsync(October, statement.Party)).ShouldNotBeNull().Paid.ShouldBe(statement.Paid);
            (await results.PartyAsync(October, statement.Party)).ShouldNotBeNull().Currency.ShouldBe(statement.Currency);
            var lines = await results.LinesAsync(October, statement.Party, October).ToListAsync();
            foreach (var pool in statement.Credits.GroupBy(credit => (credit.Earning.Pool, credit.Earning.Side, credit.Earning.Agreement)))
            {
                lines.Where(line => (line.Pool, line.Side, line.Agreement) == pool.Key).Sum(line => line.Micros)
                    .ShouldBe(pool.Sum(credit => credit.Earning.Amount) * 1_000_000);
            }

            (await results.LinesAsync(October, statement.Party, October, skip: 2).ToListAsync()).ShouldBe(lines.Skip(2));
        }

        (await results.StatementAsync(October, "label-00")).ShouldBeNull();
        (await results.StatementAsync(October, "")).ShouldBeNull();
        (await results.StatementAsync(October, "~")).ShouldBeNull();
        (await results.PartyAsync(October, "nobody")).ShouldBeNull();
        (await results.LinesAsync(October, "nobody", October).ToListAsync()).ShouldBeEmpty();
        (await results.LinesAsync(October, "label-0", November).ToListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_tracks_weigh_in_a_pool_is_read_in_order_and_divides_it_again()
    {
        await using var harness = await RoyaltyHarness.ClosedAsync(RoyaltyWorld.Random(2));
        await harness.ApproveAsync(October);
        var whatIf = harness.Get<IRoyaltyWhatIf>();
        var month = (await whatIf.OpenAsync(October)).ShouldNotBeNull();
        (await whatIf.OpenAsync(November)).ShouldBeNull();
        var divided = (await harness.Get<IRoyaltyResults>().PoolsAsync(October)).ToDictionary(pool => pool.Pool.Pool.Key, pool => pool.Pool);
        foreach (var pool in month.Pools)
        {
            var weights = await month.WeightsAsync(pool.Key).ToListAsync();
            weights.Select(one => one.Weight).ShouldBeInOrder(SortDirection.Ascending, Comparer<PoolWeight>.Create(PoolWeight.Compare));
            weights.Sum(one => one.Weight.Streams).ShouldBe(divided[pool.Key].Streams);
            weights.ShouldAllBe(one => one.Artist != null);
        }

        (await month.WeightsAsync(new PoolKey("NO", "premium", "NOK")).ToListAsync()).ShouldBeEmpty();
    }
}
