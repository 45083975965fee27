using System.Diagnostics.Metrics;
using Azure.Storage.Blobs.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Shouldly;
using Spotify.Core.Telemetry.Archive;
using Spotify.Functions.Platform.Events;
using Spotify.Functions.Telemetry.Archive;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Telemetry.Archive;

public sealed class ArchiveAuditTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const int AlarmEvent = 5804;

    private readonly SimulatedSender _sender = new("00000000000000a1");

    [Fact]
    public async Task A_lost_batch_raises_the_alarm_once_and_its_late_arrival_takes_it_back()
    {
        await using var harness = await ArchiveHarness.CreateAsync(azurite);
        var raised = 0L;
        using var meters = new MeterListener { InstrumentPublished = (instrument, listener) => { if (instrument.Name == "archive_incomplete_total") listener.EnableMeasurementEvents(instrument); } };
        meters.SetMeasurementEventCallback<long>((_, value, _, _) => raised += value);
        meters.Start();
        for (var i = 0; i < 5; i++)
            await harness.DeliverAsync(_sender.Play("alice", 10).ToEvent());
        await harness.SayAsync(_sender);
        var lost = _sender.Sent[2];
        await harness.DeleteAsync(ArchiveLayout.Segment(lost.Hub, ArchiveHarness.Hour, [new ReceiptKey(0xa1, lost.Sequence)]));

        // It may still be on its way.
        (await harness.SealAsync()).ShouldBe(ArchiveState.Open);
        (await harness.AlarmsAsync()).ShouldBeEmpty();
        harness.Time.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 2; i++)
            await new AuditArchive(harness.Audit).Run(null!, default);
        var alarm = (await harness.AlarmsAsync()).ShouldHaveSingleItem();
        (alarm.Hub, alarm.Hour, alarm.Missing).ShouldBe((EventHubNames.Plays, ArchiveHarness.Plays.Hour, new ArchiveCount(1, 10)));
        alarm.Writers.ShouldHaveSingleItem().Holes.ShouldBe([new SequenceRange(3, 3)]);
        harness.Log.All.Count(line => line.Event == AlarmEvent).ShouldBe(1);
        raised.ShouldBe(1);

        await harness.DeliverAsync(lost.ToEvent());
        (await harness.SealAsync()).ShouldBe(ArchiveState.Complete);
        (await harness.AlarmsAsync()).ShouldHaveSingleItem().ResolvedAt.ShouldNotBeNull();
        (await harness.ListAsync()).ShouldHaveSingleItem().State.ShouldBe(ArchiveState.Complete);
    }

    [Fact]
    public async Task A_process_that_was_killed_raises_no_false_alarm()
    {
        await using var harness = await ArchiveHarness.CreateAsync(azurite);
        for (var i = 0; i < 5; i++)
            _sender.Play("alice", isConfirmed: i != 3);
        // What was under way at its last word arrived or not, what it sent after that is in no document of its.
        await harness.SayAsync(_sender, isFinal: false);
        var after = _sender.Play("alice");
        var silent = new SimulatedSender("00000000000000c3").Play("alice");
        await harness.DeliverAsync(_sender.Sent.Where(one => one.IsConfirmed).Append(after).Append(silent).Select(one => one.ToEvent()));
        harness.Time.Advance(TimeSpan.FromHours(5));
        (await harness.SealAsync()).ShouldBe(ArchiveState.Complete);
        (await harness.AlarmsAsync()).ShouldBeEmpty();
        var hour = (await harness.ListAsync()).ShouldHaveSingleItem();
        (hour.UnconfirmedProcesses, hour.Missing, hour.Archived.Batches).ShouldBe((2, default, 6));
        // What the killed one did say is still held against the archive.
        await harness.DeleteAsync(ArchiveLayout.Manifest(EventHubNames.Plays, ArchiveHarness.Hour));
        (await harness.Audit.AuditRecentAsync(default)).ShouldBe(1);
        (await harness.AlarmsAsync()).ShouldHaveSingleItem().Missing.ShouldBe(new ArchiveCount(4, 12));
    }

    [Fact]
    public async Task An_hour_of_which_nothing_arrived_is_found_too()
    {
        await using var harness = await ArchiveHarness.CreateAsync(azurite);
        _sender.Play("alice");
        _sender.Play("alice", hour: ArchiveHarness.Hour.Plus(1));
        await harness.SayAsync(_sender);
        (await harness.ListAsync()).Select(one => (one.Hour, one.State, one.Missing)).ShouldBe(
            [(ArchiveHarness.Plays.Hour, ArchiveState.Open, default), (ArchiveHarness.Hour.Plus(1).ToString(), ArchiveState.Open, default)]);
        harness.Time.Advance(TimeSpan.FromHours(1.5));
        (await harness.Audit.AuditRecentAsync(default)).ShouldBe(2);
        (await harness.ListAsync()).Select(one => (one.State, one.Missing)).ShouldBe([(ArchiveState.Incomplete, new ArchiveCount(1, 3)), (ArchiveState.Open, new ArchiveCount(1, 3))]);
    }

    [Fact]
    public async Task An_hour_that_is_complete_and_confirmed_is_not_looked_at_again()
    {
        await using var harness = await ArchiveHarness.CreateAsync(azurite);
        await harness.DeliverAsync(_sender.Play("alice").ToEvent());
        await harness.SayAsync(_sender);
        (await harness.SealAsync()).ShouldBe(ArchiveState.Complete);
        (await harness.Audit.AuditRecentAsync(default)).ShouldBe(0);
    }

    [Fact]
    public async Task The_timer_starts_a_run_for_each_hour_and_another_one_for_what_comes_late()
    {
        await using var harness = await ArchiveHarness.CreateAsync(azurite);
        await using var client = new RecordingClient();
        var timer = new StartSealing(harness.Sealing, harness.Time, harness.Log.For<StartSealing>());
        await harness.DeliverAsync(_sender.Play("alice").ToEvent());
        await timer.Run(null!, client, default);
        // It is still at it.
        await timer.Run(null!, client, default);
        client.Running.Clear();
        await timer.Run(null!, client, default);
        await timer.Run(null!, client, default);
        client.Started.ShouldBe(["archive-plays-2026-11-20T10", "archive-plays-2026-11-20T10-2026112011"]);
    }

    [Fact]
    public async Task An_operator_starts_a_run_by_name_and_is_told_what_is_wrong_with_another_wish()
    {
        await using var harness = await ArchiveHarness.CreateAsync(azurite);
        await using var client = new RecordingClient();
        async Task<int> Post(string hub, string hour, string query = "")
        {
            var context = new DefaultHttpContext { Request = { QueryString = new QueryString(query) }, RequestServices = null! };
            var result = await new SealHour(harness.Sealing).Run(context.Request, hub, hour, client, default);
            return result.ShouldBeAssignableTo<IStatusCodeHttpResult>()!.StatusCode!.Value;
        }

        (await Post("plays", "2026-11-20T10")).ShouldBe(202);
        (await Post("plays", "2026-11-20T10")).ShouldBe(202);
        (await Post("plays", "2026-11-20T10", "?replay=again-1")).ShouldBe(202);
        client.Started.ShouldBe(["archive-plays-2026-11-20T10", "archive-plays-2026-11-20T10-again-1"]);
        (await Post("money", "2026-11-20T10")).ShouldBe(404);
        (await Post("plays", "yesterday")).ShouldBe(400);
        (await Post("plays", "2026-11-20T11")).ShouldBe(409);
        (await Post("plays", "2026-11-20T10", "?replay=..%2F")).ShouldBe(400);
        client.Started.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Old_days_move_to_cheaper_tiers_and_a_run_that_broke_off_is_gone_on_with()
    {
        await using var harness = await ArchiveHarness.CreateAsync(azurite);
        ArchiveHour[] hours = [ArchiveHarness.Hour, new(new DateOnly(2026, 11, 21), 3), new(new DateOnly(2026, 12, 20), 3)];
        foreach (var hour in hours)
        {
            await harness.DeliverAsync(_sender.Play("alice", hour: hour).ToEvent());
            await harness.SealAsync(new SealInput(EventHubNames.Plays, hour.ToString()));
        }

        async Task<AccessTier?> TierOf(ArchiveHour hour) =>
            (await harness.Blob(ArchiveLayout.Folder(EventHubNames.Plays, hour) + ArchiveLayout.Part(0)).GetPropertiesAsync()).Value.AccessTier;
        harness.Time.Advance(new DateTimeOffset(2027, 1, 22, 0, 0, 0, TimeSpan.Zero) - harness.Time.GetUtcNow());
        harness.KillAfter(0);
        await Should.ThrowAsync<KilledException>(() => harness.Tiers.MoveAsync(default));
        harness.Restart();
        (await harness.Tiers.MoveAsync(default)).ShouldBe(1);
        (await harness.Tiers.MoveAsync(default)).ShouldBe(0);
        foreach (var (hour, tier) in hours.Zip([AccessTier.Cool, AccessTier.Cool, AccessTier.Hot]))
            (await TierOf(hour)).ShouldBe(tier);
        harness.Time.Advance(TimeSpan.FromDays(334));
        await new CoolArchive(harness.Tiers).Run(null!, default);
        foreach (var (hour, tier) in hours.Zip([AccessTier.Archive, AccessTier.Archive, AccessTier.Cool]))
            (await TierOf(hour)).ShouldBe(tier);
        (await harness.ManifestAsync()).Version.ShouldBe(1);
    }

    [Fact]
    public void Options_that_contradict_each_other_are_named() =>
        new ArchiveOptions { SealAfter = TimeSpan.FromHours(2), CoolAfterMonths = 20 }.Validate(null!).SelectMany(fault => fault.MemberNames)
            .ShouldBe([nameof(ArchiveOptions.AlarmAfter), nameof(ArchiveOptions.ArchiveAfterMonths)]);

    private sealed class RecordingClient() : DurableTaskClient("test")
    {
        public List<string> Started { get; } = [];

        public HashSet<string> Running { get; } = [];

        public override Task<string> ScheduleNewOrchestrationInstanceAsync(
            TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
        {
            orchestratorName.Name.ShouldBe(nameof(SealArchive));
            if (Started.Contains(options!.InstanceId!))
                throw new DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException();
            Started.Add(options.InstanceId!);
            Running.Add(options.InstanceId!);
            return Task.FromResult(options.InstanceId!);
        }

        public override Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
            Task.FromResult<OrchestrationMetadata?>(new OrchestrationMetadata(nameof(SealArchive), instanceId)
            {
                RuntimeStatus = Running.Contains(instanceId) ? OrchestrationRuntimeStatus.Running : OrchestrationRuntimeStatus.Completed,
            });

        public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) => throw new NotSupportedException();

        public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) => throw new NotSupportedException();

        public override Microsoft.DurableTask.AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) => throw new NotSupportedException();

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <summary>Shorthand.</summary>
internal static class ArchiveHarnessExtensions
{
    public static Task<IReadOnlyList<ArchiveHourView>> ListAsync(this ArchiveHarness harness) => harness.Audit.ListAsync(ArchiveHarness.Hour.Date, default);
}
