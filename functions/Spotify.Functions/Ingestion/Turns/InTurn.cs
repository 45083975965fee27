using Microsoft.DurableTask;
using Spotify.Functions.Platform.Durable;

namespace Spotify.Functions.Ingestion.Turns;

/// <summary>Work that waits for its turn; for orchestrators.</summary>
public static class InTurn
{
    // How long a waiting orchestration trusts that it will be called, before it asks again; twice as long each time.
    private static readonly TimeSpan FirstPatience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MostPatience = TimeSpan.FromHours(1);

    /// <summary>Waits for a turn, does the work, ends the turn. Where turns are in trouble the work is done without one: the media programs have bounds of their own.</summary>
    /// <typeparam name="T">What the work gives.</typeparam>
    /// <param name="context">The orchestration.</param>
    /// <param name="request">What for.</param>
    /// <param name="work">The work, as an orchestrator writes it; its failure is the caller's.</param>
    /// <returns>What the work gave.</returns>
    public static async Task<T> RunAsync<T>(TaskOrchestrationContext context, TurnRequest request, Func<Task<T>> work)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(work);
        var turn = new TurnInput(context.InstanceId, request.Key, request.Label, request.ReleaseDate);
        try
        {
            await WaitAsync(context, turn);
            return await HoldAsync(context, turn, work());
        }
        finally
        {
            // A turn that cannot be ended runs out, since nobody renews it.
            await TryAsync(context.CallActivityAsync<bool>(nameof(EndTurn), turn, DurableRuns.Patiently));
        }
    }

    /// <summary>The event that tells an orchestration that its turn has come.</summary>
    /// <param name="key">What the orchestration calls the turn.</param>
    public static string EventOf(string key) => $"turn-{key}";

    private static async Task WaitAsync(TaskOrchestrationContext context, TurnInput turn)
    {
        if (!await AskAsync(context, turn))
            return;
        // One wait for as long as it takes: the platform would give the event to a wait that was given up.
        var given = context.WaitForExternalEvent<bool>(EventOf(turn.Key));
        for (var patience = FirstPatience; ; patience = patience * 2 < MostPatience ? patience * 2 : MostPatience)
        {
            if (await IsFirstAsync(context, given, patience) || !await AskAsync(context, turn))
                return;
        }
    }

    /// <summary>Whether it has to wait.</summary>
    private static async Task<bool> AskAsync(TaskOrchestrationContext context, TurnInput turn)
    {
        var asked = context.CallActivityAsync<TurnAnswer>(nameof(AskForTurn), turn, DurableRuns.Patiently);
        return await TryAsync(asked) && await asked == TurnAnswer.Waits;
    }

    private static async Task<T> HoldAsync<T>(TaskOrchestrationContext context, TurnInput turn, Task<T> work)
    {
        while (!await IsFirstAsync(context, work, TurnBook.RenewedEvery))
            await TryAsync(context.CallActivityAsync<bool>(nameof(RenewTurn), turn, DurableRuns.Patiently));
        return await work;
    }

    /// <summary>Whether a task ends before a time does. The timer is given up then: an orchestration that is done does not wait for it.</summary>
    private static async Task<bool> IsFirstAsync(TaskOrchestrationContext context, Task task, TimeSpan time)
    {
        using var enough = new CancellationTokenSource();
        var timer = context.CreateTimer(time, enough.Token);
        var isFirst = await Task.WhenAny(task, timer) == task;
        // Cancel, not CancelAsync: the callbacks must run here and now, on the orchestration's own scheduler.
#pragma warning disable CA1849
        if (isFirst)
            enough.Cancel();
#pragma warning restore CA1849
        return isFirst;
    }

    private static async Task<bool> TryAsync(Task activity)
    {
        try
        {
            await activity;
            return true;
        }
        catch (TaskFailedException)
        {
            return false;
        }
    }
}
