using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Spotify.Core;
using Spotify.Core.Playback;
using Spotify.Functions.Platform.Auth.Changes;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Tests.Telemetry;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Auth.Changes;

/// <summary>The feed of account changes between instances that share a store and a clock.</summary>
public sealed class AccountChangesTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new("2026-11-20T10:00:00Z");
    private readonly CrashingStore _store;

    public AccountChangesTests() => _store = new CrashingStore(new SqliteDocumentStore(_folder.File("documents.db"), TimeProvider.System, NullLogger<SqliteDocumentStore>.Instance));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_one_instance_announces_the_others_apply_within_a_minute()
    {
        await using var one = await NewInstanceAsync();
        await using var other = await NewInstanceAsync();
        var caller = Caller();
        await one.Changes.AnnounceAsync(new AccountChange("u1", _time.GetUtcNow()) { Tier = "premium", Country = "DE", ExplicitFilter = true });

        one.Apply(caller)!.ShouldSatisfyAllConditions(now => now.FiltersExplicit.ShouldBeTrue(), now => now.Tier.ShouldBe(Tier.Premium), now => now.Country.ShouldBe("DE"), now => now.Scopes.ShouldBe(caller.Scopes));
        other.Apply(caller).ShouldBeSameAs(caller);
        await other.LearnsAsync(() => other.Apply(caller) is { Tier: Tier.Premium, Country: "DE", FiltersExplicit: true });
        var another = Caller("u2");
        other.Apply(another).ShouldBeSameAs(another, "nobody else is touched");
    }

    [Fact]
    public async Task A_revoked_grant_and_a_closed_account_have_no_good_token_any_more()
    {
        await using var one = await NewInstanceAsync();
        await using var other = await NewInstanceAsync();
        await one.Changes.AnnounceAsync(new AccountChange("u1", _time.GetUtcNow()) { RevokedSession = "s1" });
        await one.Changes.AnnounceAsync(new AccountChange("u2", _time.GetUtcNow()) { IsClosed = true });
        await other.LearnsAsync(() => other.Apply(Caller("u1", "s1")) is null && other.Apply(Caller("u2", "s9")) is null);
        other.Apply(Caller("u1", "s2")).ShouldNotBeNull();
        other.Apply(Caller("u1", null)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_token_that_was_issued_later_says_it_itself()
    {
        await using var one = await NewInstanceAsync();
        await one.Changes.AnnounceAsync(new AccountChange("u1", _time.GetUtcNow()) { Tier = "premium" });
        var later = Caller() with { IssuedAt = _time.GetUtcNow() + ChangedAccount.Margin, Tier = Tier.Student };
        one.Apply(later).ShouldBeSameAs(later);
    }

    [Fact]
    public async Task An_instance_that_starts_knows_the_last_hour()
    {
        await using (var gone = await NewInstanceAsync())
            await gone.Changes.AnnounceAsync(new AccountChange("u1", _time.GetUtcNow()) { Tier = "premium" });
        _time.Advance(TimeSpan.FromMinutes(59));
        await using var fresh = await NewInstanceAsync();
        fresh.Apply(Caller() with { IssuedAt = _time.GetUtcNow().AddMinutes(-60) })!.Tier.ShouldBe(Tier.Premium);
    }

    [Fact]
    public async Task While_the_store_is_away_tokens_stand_and_then_nothing_is_missed()
    {
        await using var one = await NewInstanceAsync();
        await using var other = await NewInstanceAsync();
        _store.Outage = () => new TransientException("away");
        await Should.ThrowAsync<TransientException>(() => one.Changes.AnnounceAsync(new AccountChange("u1", _time.GetUtcNow()) { Tier = "premium" }));
        one.Apply(Caller())!.Tier.ShouldBe(Tier.Free, "what is not durable is not applied either: the other instances would never know");
        _store.Outage = null;
        await one.Changes.AnnounceAsync(new AccountChange("u1", _time.GetUtcNow()) { Tier = "premium" });
        _store.Outage = () => new TransientException("away");
        for (var i = 0; i < 40; i++)
        {
            _time.Advance(AccountChangeReader.Interval);
            other.Apply(Caller())!.Tier.ShouldBe(Tier.Free);
        }

        _store.Outage = null;
        await other.LearnsAsync(() => other.Apply(Caller())!.Tier == Tier.Premium);
    }

    [Fact]
    public async Task A_start_without_a_store_serves_and_learns_later()
    {
        await using (var gone = await NewInstanceAsync())
            await gone.Changes.AnnounceAsync(new AccountChange("u1", _time.GetUtcNow()) { Tier = "premium" });
        _store.Outage = () => new IOException("the test took the disk away");
        await using var fresh = await NewInstanceAsync();
        fresh.Apply(Caller())!.Tier.ShouldBe(Tier.Free);
        _store.Outage = null;
        await fresh.LearnsAsync(() => fresh.Apply(Caller())!.Tier == Tier.Premium);
    }

    [Fact]
    public async Task Changes_may_come_in_any_order_and_the_latest_holds()
    {
        await using var one = await NewInstanceAsync();
        var now = _time.GetUtcNow();
        AccountChange[] changes = [new("u1", now) { Tier = "premium" }, new("u1", now.AddSeconds(1)) { Tier = "family" }, new("u1", now.AddSeconds(1)) { Tier = "student" }, new("u1", now) { Country = "DE" }];
        foreach (var seed in Enumerable.Range(0, 50))
        {
            var shuffled = changes.Concat(changes).ToArray();
            new Random(seed).Shuffle(shuffled);
            var account = shuffled.Aggregate(new ChangedAccount(), (account, change) => account.With(change));
            account.TryApply(Caller(), out var caller).ShouldBeTrue();
            (caller!.Tier, caller.Country).ShouldBe((Tier.Student, "DE"));
        }
    }

    [Fact]
    public async Task What_no_token_is_older_than_is_forgotten_and_memory_is_bounded()
    {
        await using var one = await NewInstanceAsync(capacity: 100);
        for (var i = 0; i < 250; i++)
        {
            one.Changes.Apply(new AccountChange($"u{i}", _time.GetUtcNow()) { Tier = "premium" });
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        one.Changes.Forget();
        one.Changes.Count.ShouldBe(100);
        one.Apply(Caller("u249"))!.Tier.ShouldBe(Tier.Premium);
        one.Apply(Caller("u10"))!.Tier.ShouldBe(Tier.Free);
        _time.Advance(AccountChanges.Kept + TimeSpan.FromSeconds(1));
        one.Changes.Forget();
        one.Changes.Count.ShouldBe(0);
        one.Changes.Apply(new AccountChange("late", _time.GetUtcNow() - AccountChanges.Kept - TimeSpan.FromSeconds(1)) { Tier = "premium" });
        one.Changes.Count.ShouldBe(0);
    }

    [Fact]
    public void Whoever_revokes_without_end_takes_no_memory_without_end_and_no_revoked_grant_comes_back()
    {
        var account = new ChangedAccount();
        for (var i = 0; i < 1000; i++)
            account = account.With(new AccountChange("u1", _time.GetUtcNow().AddSeconds(i * .001)) { RevokedSession = $"s{i}" });
        for (var i = 0; i < 1000; i++)
            account.TryApply(Caller("u1", $"s{i}"), out _).ShouldBeFalse();
        // A client that refreshes goes on.
        account.TryApply(Caller("u1", "other") with { IssuedAt = _time.GetUtcNow().AddMinutes(1) }, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task An_app_has_no_account_that_could_change()
    {
        await using var one = await NewInstanceAsync();
        await one.Changes.AnnounceAsync(new AccountChange("app", _time.GetUtcNow()) { IsClosed = true });
        one.Apply(Caller("app") with { IsApp = true }).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("", null, null)]
    [InlineData("u1", "gold", null)]
    [InlineData("u1", "3", null)]
    [InlineData("u1", null, "se")]
    public async Task A_change_that_no_token_could_carry_is_a_bug_and_said_so(string user, string? tier, string? country)
    {
        await using var one = await NewInstanceAsync();
        await Should.ThrowAsync<ArgumentException>(() => one.Changes.AnnounceAsync(new AccountChange(user, _time.GetUtcNow()) { Tier = tier, Country = country }));
    }

    private Caller Caller(string user = "u1", string? session = "s1") =>
        new(user, Tier.Free, "SE", new HashSet<string> { "streaming" }, null, null) { Session = session, IssuedAt = _time.GetUtcNow().AddMinutes(-30) };

    private async Task<Instance> NewInstanceAsync(int capacity = AccountChanges.Capacity)
    {
        var log = new AccountChangeLog(_store, _time);
        var changes = new AccountChanges(log, _time, NullLogger<AccountChanges>.Instance, capacity);
        var reader = new AccountChangeReader(log, changes, _time, NullLogger<AccountChangeReader>.Instance);
        await reader.StartingAsync(CancellationToken.None);
        await reader.StartAsync(CancellationToken.None);
        await _time.WaitForTimerAsync(due => due == AccountChangeReader.Interval);
        return new Instance(changes, reader, _time);
    }

    private sealed record Instance(AccountChanges Changes, AccountChangeReader Reader, FakeTimeProvider Time) : IAsyncDisposable
    {
        public Caller? Apply(Caller caller) => Changes.TryApply(caller, out var now) ? now : null;

        /// <summary>Moves the clock on by one reading, and lets the instance's own reading go on while it stands.</summary>
        public async Task LearnsAsync(Func<bool> isLearnt)
        {
            AccountChangeReader.Interval.ShouldBeLessThan(TimeSpan.FromSeconds(30), "two readings fit into a minute, whenever the first one is");
            Time.Advance(AccountChangeReader.Interval);
            await Eventually.HoldsAsync("the instance has learnt of it", TimeSpan.FromSeconds(10), isLearnt);
        }

        public async ValueTask DisposeAsync()
        {
            await Reader.StopAsync(CancellationToken.None);
            Reader.Dispose();
        }
    }
}
