using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Spotify.Core.Subscriptions;
using Spotify.Functions.Billing;
using Spotify.Functions.Telemetry;
using Spotify.Functions.Telemetry.Listeners;
using Spotify.Functions.Tests.Subscriptions;

namespace Spotify.Functions.Tests.Billing;

/// <summary>The intake of billing over plans, ledger and clock of its own.</summary>
internal sealed class BillingHarness : IDisposable
{
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();

    public BillingHarness()
    {
        var records = new BillingRecords(Plans.Store, Plans.Time);
        Periods = new Periods(Plans.Store, Plans.Time);
        Listeners = new ListenerKeys(Plans.Store, _random, Plans.Time);
        Parked = new ParkedEvents(Plans.Store, Plans.Time);
        Intake = new BillingIntake(
            Plans.Store, records, new RevenueLedger(Plans.Store, records, Listeners, Periods, Plans.Time), Parked, new TrialClaims(Plans.Store), Plans.Plans, () => Plans.Accounts,
            Plans.Time, NullLogger<BillingIntake>.Instance);
        Desk = new ParkedDesk(Parked, Intake, NullLogger<ParkedDesk>.Instance);
        Revenue = new Revenue(Plans.Store);
    }

    public PlanHarness Plans { get; } = new();

    public Periods Periods { get; }

    public ListenerKeys Listeners { get; }

    public ParkedEvents Parked { get; }

    public BillingIntake Intake { get; }

    public ParkedDesk Desk { get; }

    public Revenue Revenue { get; }

    public Task<BillingResult> TakeAsync(object body) => Intake.TakeAsync(body as byte[] ?? JsonSerializer.SerializeToUtf8Bytes(body), isWithoutUser: false, CancellationToken.None);

    public object Payment(string id, string user = "u1", long gross = 1099, string type = "payment", string period = "2026-11", string product = "premium", string country = "SE") => new
    {
        id,
        type,
        user,
        product,
        country,
        period,
        currency = "SEK",
        gross,
        vat = gross / 5,
        store_fee = gross / 10,
        at = Plans.Time.GetUtcNow(),
    };

    public async Task<IReadOnlyList<ParkedView>> ParkedAsync() => (await Desk.ListAsync(200, null, CancellationToken.None)).Items;

    public async Task<RevenueTotal> TotalAsync(string period = "2026-11") =>
        (await Revenue.SumAsync(period)) is [var total] ? total : throw new InvalidOperationException($"not one total in {period}");

    public async Task CloseAsync(string period)
    {
        await Periods.BeginClosingAsync(period, 1, CancellationToken.None);
        Plans.Time.Advance(Periods.Settling);
        await Periods.MarkClosedAsync(period, CancellationToken.None);
    }

    public void Dispose()
    {
        Plans.Dispose();
        _random.Dispose();
    }
}
