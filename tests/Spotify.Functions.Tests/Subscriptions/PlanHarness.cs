using Microsoft.Extensions.Logging.Abstractions;
using Spotify.Core.Playback;
using Spotify.Core.Subscriptions;
using Spotify.Functions.Accounts;
using Spotify.Functions.Platform.Auth.Changes;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Subscriptions;
using Spotify.Functions.Subscriptions.Families;
using Spotify.TestSupport;

namespace Spotify.Functions.Tests.Subscriptions;

/// <summary>Plans over a store of their own and a clock that stands.</summary>
internal sealed class PlanHarness : IDisposable
{
    private readonly TempFolder _folder = new();

    public PlanHarness()
    {
        Store = new DyingStore(new SqliteDocumentStore(_folder.File("documents.db"), Time, NullLogger<SqliteDocumentStore>.Instance));
        var log = new AccountChangeLog(Store, Time);
        Changes = new AccountChanges(log, Time, NullLogger<AccountChanges>.Instance);
        Reminders = new PlanReminders(Store, Time);
        Keeper = new PlanKeeper(Store, Reminders, Changes, Time);
        Plans = new Plans(Keeper, () => Accounts, Time);
        Settlement = new PlanSettlement(Reminders, Keeper, NullLogger<PlanSettlement>.Instance);
        Families = new FamilyPlans(Store, Keeper, Time);
    }

    public FakeTimeProvider Time { get; } = new("2026-11-20T10:00:00Z");

    public DyingStore Store { get; }

    public AccountChanges Changes { get; }

    public PlanReminders Reminders { get; }

    public PlanKeeper Keeper { get; }

    public Plans Plans { get; }

    public PlanSettlement Settlement { get; }

    public FamilyPlans Families { get; }

    public KnownAccounts Accounts { get; } = new();

    public Task<PlanEventOutcome> ApplyAsync(string user, PlanEventType type, Tier product = Tier.Free, DateTimeOffset? at = null, DateTimeOffset? until = null, string? id = null) =>
        Plans.ApplyAsync(
            user,
            new PlanEvent { Id = id ?? $"{user}-{type}-{product}-{(at ?? Time.GetUtcNow()).UtcTicks}", Type = type, Product = product, At = at ?? Time.GetUtcNow(), Until = until },
            CancellationToken.None);

    public async Task<Tier> TierAsync(string user) => (await Plans.GetAsync(user)).Tier;

    /// <summary>What a listener may hear who holds a token that was issued before all of this, as free.</summary>
    public Tier Heard(string user) =>
        Changes.TryApply(new Caller(user, Tier.Free, "SE", new HashSet<string>(), null, null) { IssuedAt = Time.GetUtcNow().AddMinutes(-30) }, out var now) ? now.Tier : throw new InvalidOperationException();

    /// <summary>Lets time pass in which every run was on time and found nothing.</summary>
    public async Task PassAsync(TimeSpan by)
    {
        Time.Advance(by);
        var cursor = new PlanCursor { Through = Time.GetUtcNow().AddMinutes(-1) };
        await Store.WriteAsync(DocumentContainer.System, PlanCursor.Kind, DocumentOperation.Upsert(PlanCursor.Id, cursor));
    }

    public async Task<int> CountAsync(string kind)
    {
        var count = 0;
        foreach (var range in await Store.GetScanRangesAsync(DocumentContainer.System, 1))
        {
            await foreach (var one in Store.ScanAsync<object>(DocumentContainer.System, range))
                count += one.Partition.First.StartsWith(kind + ":", StringComparison.Ordinal) ? 1 : 0;
        }

        return count;
    }

    public void Dispose() => _folder.Dispose();
}

/// <summary>Accounts that a test names; all there are where it names none.</summary>
internal sealed class KnownAccounts : IAccounts
{
    public HashSet<string> Unknown { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Countries { get; } = new(StringComparer.Ordinal);

    public ValueTask<AccountInfo?> FindAsync(string userId, CancellationToken cancellationToken = default) => ValueTask.FromResult(
        Unknown.Contains(userId) ? null : new AccountInfo(userId, userId, $"{userId}@example.com", Countries.GetValueOrDefault(userId, "SE"), DateTimeOffset.UnixEpoch, AccountState.Active));

    public ValueTask<string?> FindIdByEmailAsync(string email, CancellationToken cancellationToken = default) => ValueTask.FromResult<string?>(null);

    public Task SetCountryAsync(string userId, string country, CancellationToken cancellationToken = default)
    {
        Countries[userId] = country;
        return Task.CompletedTask;
    }
}
