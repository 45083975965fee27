#pragma warning disable CA1822 // Instance methods on purpose: the application writes its functions so.
using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Spotify.Functions.Ingestion.Turns;

namespace Spotify.Functions.Tests.Ingestion.Turns;

/// <summary>A delivery as far as turns are concerned.</summary>
/// <param name="Label">Whose.</param>
/// <param name="Tracks">How many tracks.</param>
public sealed record WorkOrder(string Label, int Tracks);

/// <summary>One track of it.</summary>
/// <param name="Label">Whose.</param>
/// <param name="Track">Which.</param>
public sealed record Piece(string Label, int Track);

/// <summary>Where the tracks' work is done: it begins when it is called, and ends when the test says so.</summary>
public sealed class Workshop : IDisposable
{
    private readonly SemaphoreSlim _permits = new(0);

    /// <summary>The work that began, in order.</summary>
    public ConcurrentQueue<Piece> Begun { get; } = [];

    /// <summary>Work under way.</summary>
    public int Running => _running;

    /// <summary>The most that was under way at once.</summary>
    public int MostRunning { get; private set; }

    private int _running;

    /// <summary>Lets so many pieces of work end.</summary>
    public void Finish(int pieces) => _permits.Release(pieces);

    /// <summary>Works.</summary>
    public async Task WorkAsync(Piece piece, CancellationToken cancellationToken)
    {
        MostRunning = Math.Max(MostRunning, Interlocked.Increment(ref _running));
        try
        {
            Begun.Enqueue(piece);
            await _permits.WaitAsync(cancellationToken);
            if (piece.Track < 0)
                throw new InvalidOperationException("This piece breaks");
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _permits.Dispose();
}

/// <summary>An activity that works on a track.</summary>
public sealed class WorkOnTrack(Workshop workshop)
{
    /// <summary>Runs the activity.</summary>
    [Function(nameof(WorkOnTrack))]
    public async Task<int> Run([ActivityTrigger] Piece input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        await workshop.WorkAsync(input, cancellationToken);
        return input.Track;
    }
}

/// <summary>An orchestration all of whose tracks want turns at once.</summary>
public static class WorkOnRelease
{
    /// <summary>Runs it.</summary>
    /// <returns>How many tracks were done, in order.</returns>
    [Function(nameof(WorkOnRelease))]
    public static async Task<int> Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var order = context.GetInput<WorkOrder>()!;
        var done = await Task.WhenAll(Enumerable.Range(0, order.Tracks).Select(track => InTurn.RunAsync(
            context,
            new TurnRequest(order.Label, $"{track}", null),
            () => context.CallActivityAsync<int>(nameof(WorkOnTrack), new Piece(order.Label, track)))));
        return done.Index().Count(one => one.Index == one.Item);
    }
}

/// <summary>An orchestration whose only track breaks.</summary>
public static class BreakRelease
{
    /// <summary>Runs it.</summary>
    /// <returns>What it says of the failure.</returns>
    [Function(nameof(BreakRelease))]
    public static async Task<string> Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            await InTurn.RunAsync(context, new TurnRequest("broken", "0", null), () => context.CallActivityAsync<int>(nameof(WorkOnTrack), new Piece("broken", -1)));
            return "done";
        }
        catch (TaskFailedException failure)
        {
            return failure.TaskName;
        }
    }
}
