using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Money;
using Spotify.Core.Royalties.Settlement;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Royalties.Job;
using Spotify.Functions.Royalties.Periods;
using Spotify.Functions.Royalties.Rights;
using Spotify.Functions.Tests.Royalties.Job;
using Xunit;
using static Spotify.Functions.Tests.Royalties.Job.RoyaltyWorld;

namespace Spotify.Functions.Tests.Royalties.Rights;

/// <summary>Escrow of a month that was really calculated, over its own files.</summary>
public sealed class EscrowDeskTests
{
    private static readonly string Disputed = $"escrow:disputed:publishing:{Track(0)}:{Artist(0)}";

    [Fact]
    public async Task What_a_month_kept_goes_to_a_party_once_with_the_statements_of_a_month_that_is_not_over()
    {
        await using var harness = await RoyaltyHarness.ClosedAsync(RoyaltyWorld.Random(1));
        var (tables, parties, escrow) = Desks(harness);
        await parties.PutAsync(Party("artist-0", "EUR"), "ann", default);
        await tables.PutRatesAsync(October, new RateList(DefaultRights().Rates), "ann", default);
        (await Release(escrow, Disputed)).Refusal.ShouldBe($"'kept': {October} is not calculated: nothing is kept of it yet.");
        (await harness.CalculateAsync(October)).Refusal.ShouldBeNull();

        var kept = (await escrow.ListAsync(October, Disputed, int.MaxValue, default)).ShouldNotBeNull();
        kept.ShouldNotBeEmpty();
        kept.ShouldAllBe(credit => credit.Earning.Escrow == EscrowReason.Disputed && credit.Earning.Amount > 0);
        var rates = new RateTable(October, DefaultRights().Rates.Select(rate => new RateEntry(rate.From, rate.To, ExchangeRate.TryParse(rate.Rate, out var parsed) ? parsed : throw new InvalidDataException())));
        var expected = kept.Sum(credit => rates.TryFind(credit.Earning.Pool.Currency, "EUR", out var rate)
            ? rate.Convert(credit.Earning.Amount, Currency.Of(credit.Earning.Pool.Currency), Currency.Of("EUR"))
            : throw new InvalidDataException());

        (await Release(escrow, Disputed, party: "nobody")).Refusal.ShouldNotBeNull().ShouldContain("there is no party 'nobody'");
        (await Release(escrow, Disputed, party: "a/b")).Refusal.ShouldNotBeNull().ShouldContain("there is no party 'a/b'");
        (await Release(escrow, "escrow:disputed:none")).Refusal.ShouldNotBeNull().ShouldContain("kept nothing");
        (await Release(escrow, Disputed, period: November)).Refusal.ShouldBe("2026-11 is over: what is booked now counts from 2026-12 on.");

        var released = (await Release(escrow, Disputed)).Version.ShouldNotBeNull();
        (released.Item, released.ChangedBy, released.ChangedAt).ShouldBe((new EscrowRelease("2026-12", "artist-0", Disputed, October, expected, "EUR"), "ann", harness.Clock.GetUtcNow()));
        // The same again changes nothing; to somebody else, or in another month, it does not go.
        (await Release(escrow, Disputed)).Version.ShouldBe(released);
        (await Release(escrow, Disputed, period: "2027-01")).Refusal.ShouldNotBeNull().ShouldContain("was released to artist-0 in 2026-12 already");
        await parties.PutAsync(Party("label-0", "EUR"), "ann", default);
        (await Release(escrow, Disputed, party: "label-0")).Refusal.ShouldNotBeNull().ShouldContain("already");
        (await escrow.ListReleasesAsync(default).ToListAsync()).ShouldBe([released]);

        var source = Source(harness);
        (await source.ReadAsync("2026-12", default)).Releases.ShouldBe([new FrozenRelease("artist-0", new ReleasedEscrow($"{October}:{Disputed}", Disputed, October, expected))]);
        (await source.ReadAsync("2027-01", default)).Releases.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_rate_nothing_is_released()
    {
        await using var harness = await RoyaltyHarness.ClosedAsync(RoyaltyWorld.Random(1));
        (await harness.CalculateAsync(October)).Refusal.ShouldBeNull();
        var (_, parties, escrow) = Desks(harness);
        await parties.PutAsync(Party("artist-0", "JPY"), "ann", default);
        (await Release(escrow, Disputed)).Refusal.ShouldNotBeNull().ShouldContain("to JPY");
        (await escrow.ListReleasesAsync(default).ToListAsync()).ShouldBeEmpty();
    }

    private static Task<Change<EscrowRelease>> Release(EscrowDesk escrow, string account, string party = "artist-0", string period = "2026-12") =>
        escrow.ReleaseAsync(new ReleaseRequest { Account = account, Kept = October, Party = party, Period = period }, "ann", default);

    private static (TableDesk Tables, PartyDesk Parties, EscrowDesk Escrow) Desks(RoyaltyHarness harness)
    {
        var documents = Documents(harness);
        var (tables, parties) = (new TableDesk(documents, harness.Get<IRoyaltyPeriods>(), harness.Clock), new PartyDesk(documents));
        return (tables, parties, new EscrowDesk(documents, parties, tables, harness.Get<RoyaltyResultFiles>(), harness.Files));
    }

    private static RightsSource Source(RoyaltyHarness harness)
    {
        var documents = Documents(harness);
        var (tables, parties, escrow) = Desks(harness);
        return new RightsSource(
            new AgreementDesk(documents, parties), parties, new SplitDesk(documents, parties, new Tracks()), tables, new ChargeDesk(documents, parties, tables), escrow);
    }

    private static VersionedDocuments Documents(RoyaltyHarness harness) => new(harness.Get<IDocumentStore>(), harness.Clock, NullLogger<VersionedDocuments>.Instance);
}
