using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Spotify.Core;
using Spotify.Functions.Ingestion.Turns;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Tests.Hosting;
using Spotify.Functions.Tests.Telemetry;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Ingestion.Turns;

/// <summary>Orchestrations that wait for turns, in a running host.</summary>
public sealed class InTurnTests : IAsyncLifetime
{
    private static readonly Type[] Functions =
    [
        typeof(AskForTurn), typeof(EndTurn), typeof(RenewTurn), typeof(HealTurns), typeof(WorkOnTrack), typeof(WorkOnRelease), typeof(BreakRelease),
    ];

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _clock = new("2026-11-20T10:00:30Z");
    private readonly Workshop _workshop = new();
    private readonly TempFolder _folder = new();
    private ComposedApplication _application = null!;

    public Task InitializeAsync() => StartAsync();

    public async Task DisposeAsync()
    {
        await _application.DisposeAsync();
        _workshop.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_single_goes_before_hundreds_of_another_labels_tracks_that_wait_longer()
    {
        var releases = TestScale.Of(10, 50);
        var tracks = releases * 25;
        for (var i = 0; i < releases; i++)
            await BeginAsync("big", 25, $"big-{i}");
        await CountedAsync(tracks - 2, 2);
        await BeginAsync("small", 1);
        await CountedAsync(tracks - 1, 2);

        _workshop.Finish(1);
        await BegunAsync(3);
        _workshop.Begun.Last().ShouldBe(new Piece("small", 0));

        _workshop.Finish(tracks);
        for (var i = 0; i < releases; i++)
            (await EndAsync($"big-{i}")).ShouldBe(25);
        (await EndAsync("small")).ShouldBe(1);
        _workshop.MostRunning.ShouldBe(2);
        await CountedAsync(0, 0);
    }

    [Fact]
    public async Task When_a_holder_is_terminated_its_turns_go_to_others_within_minutes_and_its_tracks_wait_no_more()
    {
        await BeginAsync("gone", 30);
        await CountedAsync(28, 2);
        await BeginAsync("next", 3);
        await CountedAsync(31, 2);
        await Client.TerminateInstanceAsync("gone", "by the test");
        await Client.WaitForInstanceCompletionAsync("gone");
        _workshop.Finish(2);

        await MinutesAsync(3);
        await BegunAsync(4);
        _workshop.Finish(3);
        (await EndAsync("next")).ShouldBe(3);
        await CountedAsync(0, 0);
        _workshop.Begun.Count(piece => piece.Label == "gone").ShouldBe(2);
    }

    [Fact]
    public async Task After_a_restart_of_the_application_everybody_goes_on_where_he_was()
    {
        await BeginAsync("a", 20);
        await CountedAsync(18, 2);
        await _application.DisposeAsync();
        await StartAsync();
        await Eventually.HoldsAsync("both tracks in work are worked on again", Soon, () => _workshop.Running == 2);
        _workshop.Finish(20);
        (await EndAsync("a")).ShouldBe(20);
        await CountedAsync(0, 0);
    }

    [Fact]
    public async Task Long_work_keeps_its_turn_and_a_call_that_was_lost_is_made_up_for()
    {
        await BeginAsync("long", 2);
        await BegunAsync(2);
        await BeginAsync("late", 1);
        await CountedAsync(1, 2);
        for (var i = 0; i < 9; i++)
        {
            await MinutesAsync(5);
            await Eventually.HoldsAsync("both have renewed their turns", Soon, async () =>
            {
                // On a busy machine a timer may be set after the clock was put forward, and then is due later than the loop thinks.
                _clock.Advance(TimeSpan.FromSeconds(1));
                return (await Book.ListHeldAsync(default)).All(held => held.Until - _clock.GetUtcNow() > TimeSpan.FromMinutes(15));
            });
        }

        await CountedAsync(1, 2);

        // Nobody is told: the turn goes to the one who waits as if his call had been lost.
        await Book.EndAsync(new TurnInput("long", "0", "long", null), default);
        await Book.GiveAsync(new TurnInput("late", "0", "late", null), _ => Task.FromResult(true), default);
        await MinutesAsync(60);
        await BegunAsync(3);
        _workshop.Finish(3);
        (await EndAsync("late")).ShouldBe(1);
        (await EndAsync("long")).ShouldBe(2);
        await CountedAsync(0, 0);
    }

    [Fact]
    public async Task Work_that_fails_gives_its_turn_back_and_its_failure_is_the_callers()
    {
        await Client.ScheduleNewOrchestrationInstanceAsync(nameof(BreakRelease), null, new StartOrchestrationOptions("broken"));
        _workshop.Finish(1);
        (await Client.WaitForInstanceCompletionAsync("broken", getInputsAndOutputs: true)).ReadOutputAs<string>().ShouldBe(nameof(WorkOnTrack));
        await CountedAsync(0, 0);
    }

    [Fact]
    public async Task Where_the_documents_of_turns_are_away_the_work_is_done_all_the_same()
    {
        await _application.DisposeAsync();
        await using var store = new SqliteDocumentStore(_folder.File("other.db"), _clock, NullLogger<SqliteDocumentStore>.Instance);
        await StartAsync(services => services.AddSingleton<IDocumentStore>(new CrashingStore(store) { Outage = () => new TransientException("away") }));
        _workshop.Finish(1);
        await BeginAsync("a", 1);
        // Five tries of asking and five of ending, with their waits between.
        await Eventually.HoldsAsync("the work is done", Soon, async () =>
        {
            _clock.Advance(TimeSpan.FromSeconds(30));
            return (await Client.GetInstanceAsync("a", getInputsAndOutputs: false))!.IsCompleted;
        });
        (await EndAsync("a")).ShouldBe(1);
    }

    private TurnBook Book => _application.Services.GetRequiredService<TurnBook>();

    private DurableTaskClient Client => _application.Services.GetRequiredService<DurableTaskClient>();

    private async Task StartAsync(Action<IServiceCollection>? services = null) => _application = await ComposedApplication.StartAsync(
        Functions,
        new Dictionary<string, string?> { ["Ingestion:TurnsAtOnce"] = "2" },
        all =>
        {
            all.AddSingleton<TimeProvider>(_clock).AddSingleton(_workshop);
            services?.Invoke(all);
        },
        _folder.Path);

    private Task<string> BeginAsync(string label, int tracks, string? instance = null) =>
        Client.ScheduleNewOrchestrationInstanceAsync(nameof(WorkOnRelease), new WorkOrder(label, tracks), new StartOrchestrationOptions(instance ?? label));

    private async Task<int> EndAsync(string instance) =>
        (await Client.WaitForInstanceCompletionAsync(instance, getInputsAndOutputs: true).WaitAsync(Soon)).ReadOutputAs<int>();

    private Task BegunAsync(int pieces) => Eventually.HoldsAsync($"{pieces} pieces of work have begun", Soon, () => _workshop.Begun.Count >= pieces);

    private Task CountedAsync(int waiting, int running) => Eventually.HoldsAsync($"{waiting} wait and {running} are in work", Soon, async () =>
    {
        var figures = await Book.CountAsync(default);
        return (figures.Waiting, figures.Running) == (waiting, running);
    });

    private async Task MinutesAsync(int minutes)
    {
        for (var i = 0; i < minutes; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            // The minute's healing ends before the next begins.
            await _clock.WaitForTimerAsync(due => due <= TimeSpan.FromMinutes(1));
        }
    }
}
