using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Spotify.Functions.Platform.Health;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Health;

public class ReadinessTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Ready_when_every_check_is() =>
        (await Ask(new Check("documents", _ => Task.CompletedTask), new Check("blobs", _ => Task.CompletedTask)))
            .ShouldSatisfyAllConditions(
                report => report.Status.ShouldBe(ReadinessStatus.Ready),
                report => report.Checks.Select(check => check.Name).ShouldBe(["blobs", "documents"]));

    [Fact]
    public async Task One_that_fails_is_named_and_makes_the_whole_not_ready()
    {
        var report = await Ask(new Check("documents", _ => throw new InvalidOperationException("secret path")), new Check("blobs", _ => Task.CompletedTask));

        report.Status.ShouldBe(ReadinessStatus.NotReady);
        report.Checks.Select(check => (check.Name, check.Status)).ShouldBe([("blobs", ReadinessStatus.Ready), ("documents", ReadinessStatus.NotReady)]);
    }

    [Fact]
    public async Task One_that_hangs_and_ignores_its_token_is_given_two_seconds()
    {
        var hanging = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        var asking = Ask(new Check("events", _ =>
        {
            entered.SetResult();
            return hanging.Task;
        }));
        await entered.Task;

        _time.Advance(Readiness.Limit);
        var report = await asking;

        report.Checks.Single().Status.ShouldBe(ReadinessStatus.TimedOut);
        hanging.SetResult();
    }

    [Fact]
    public async Task Many_who_ask_within_a_second_cost_one_check()
    {
        var asked = 0;
        var readiness = new Readiness([new Check("documents", _ =>
        {
            Interlocked.Increment(ref asked);
            return Task.CompletedTask;
        })], _time, NullLogger<Readiness>.Instance);

        for (var i = 0; i < 10; i++)
            await readiness.GetAsync();
        asked.ShouldBe(1);
        _time.Advance(TimeSpan.FromSeconds(1));
        await readiness.GetAsync();

        asked.ShouldBe(2);
    }

    private Task<ReadinessReport> Ask(params IReadinessCheck[] checks) => new Readiness(checks, _time, NullLogger<Readiness>.Instance).GetAsync();

    private sealed class Check(string name, Func<CancellationToken, Task> check) : IReadinessCheck
    {
        public string Name => name;

        public Task CheckAsync(CancellationToken cancellationToken) => check(cancellationToken);
    }
}
