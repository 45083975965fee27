using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Spotify.Core;
using Spotify.Functions.Platform.Resilience;
using Spotify.Functions.Platform.Resilience.Faults;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Resilience.Faults;

public sealed class FaultPlanTests
{
    private readonly FakeTimeProvider _time = new("2026-11-20T10:00:00Z");

    [Fact]
    public async Task Unless_the_settings_allow_it_nothing_can_be_injected()
    {
        var plan = Plan(new FaultOptions());
        plan.TryInject(Dependency.Documents, new Fault(FaultKind.Down), TimeSpan.FromMinutes(1)).ShouldBeFalse();
        plan.Find(Dependency.Documents).ShouldBeNull();
        await plan.MeetAsync(Dependency.Documents, CancellationToken.None);
    }

    [Fact]
    public async Task A_fault_hits_one_dependency_and_no_other_until_it_is_taken_away()
    {
        var plan = Plan();
        plan.TryInject(Dependency.Search, new Fault(FaultKind.Down), TimeSpan.FromMinutes(1)).ShouldBeTrue();
        await Should.ThrowAsync<TransientException>(async () => await plan.MeetAsync(Dependency.Search, CancellationToken.None));
        await plan.MeetAsync(Dependency.Documents, CancellationToken.None);
        plan.Clear(Dependency.Search);
        await plan.MeetAsync(Dependency.Search, CancellationToken.None);
    }

    [Fact]
    public async Task A_fault_that_nobody_takes_away_ends_by_itself_and_never_lasts_longer_than_the_settings_allow()
    {
        var plan = Plan();
        plan.TryInject(Dependency.Blobs, new Fault(FaultKind.Down), TimeSpan.FromDays(1)).ShouldBeTrue();
        _time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));
        plan.Find(Dependency.Blobs).ShouldNotBeNull();
        _time.Advance(TimeSpan.FromTicks(1));
        plan.Find(Dependency.Blobs).ShouldBeNull();
        await plan.MeetAsync(Dependency.Blobs, CancellationToken.None);
    }

    [Fact]
    public async Task A_slow_dependency_waits_and_a_silent_one_waits_for_ever()
    {
        var plan = Plan();
        plan.TryInject(Dependency.Events, new Fault(FaultKind.Slow, TimeSpan.FromSeconds(2)), TimeSpan.FromMinutes(1));
        var slow = plan.MeetAsync(Dependency.Events, CancellationToken.None).AsTask();
        slow.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(2));
        await slow;
        plan.TryInject(Dependency.Events, new Fault(FaultKind.Silent), TimeSpan.FromMinutes(1));
        using var patience = new CancellationTokenSource();
        var silent = plan.MeetAsync(Dependency.Events, patience.Token).AsTask();
        _time.Advance(TimeSpan.FromDays(1));
        silent.IsCompleted.ShouldBeFalse();
        await patience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => silent);
    }

    [Fact]
    public void A_share_of_the_calls_meets_the_fault()
    {
        var draws = 0;
        var plan = new FaultPlan(Options.Create(new FaultOptions { Enabled = true }), _time, NullLogger<FaultPlan>.Instance, () => draws++ % 10 / 10.0);
        plan.TryInject(Dependency.Documents, new Fault(FaultKind.Erring, Share: 0.3), TimeSpan.FromMinutes(1));
        Enumerable.Range(0, 100).Count(_ => plan.MeetAsync(Dependency.Documents, CancellationToken.None).AsTask().IsFaulted).ShouldBe(30);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void A_share_that_is_none_is_refused(double share) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Plan().TryInject(Dependency.Documents, new Fault(FaultKind.Erring, Share: share), TimeSpan.FromMinutes(1)));

    private FaultPlan Plan(FaultOptions? options = null) =>
        new(Options.Create(options ?? new FaultOptions { Enabled = true }), _time, NullLogger<FaultPlan>.Instance);
}
