using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Spotify.Functions.Ingestion.Turns;

/// <summary>
/// Hands turns out wherever something changes: one is asked for, one ends. What dies between the giving and the telling is told again by <see cref="HealTurns"/>, or asks again
/// by itself.
/// </summary>
public sealed partial class TurnDispatcher
{
    // A run that has just begun may not be seen everywhere yet.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    private readonly TurnBook _book;
    private readonly TurnMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<TurnDispatcher> _logger;

    internal TurnDispatcher(TurnBook book, TurnMetrics metrics, TimeProvider time, ILogger<TurnDispatcher> logger) => (_book, _metrics, _time, _logger) = (book, metrics, time, logger);

    /// <summary>Asks for a turn, and gives out what is free.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="client">Calls whose turn it is.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <exception cref="Core.TransientException">The documents are in trouble.</exception>
    public async Task<TurnAnswer> AskAsync(TurnInput turn, DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(turn);
        if (await _book.AskAsync(turn, cancellationToken) is not { } held)
            return await GiveAsync(client, asking: turn, cancellationToken) ? TurnAnswer.Given : TurnAnswer.Waits;
        if (!held.IsTold)
            await _book.ToldAsync(turn, cancellationToken);
        return TurnAnswer.Given;
    }

    /// <summary>Ends a turn, or the wait for it, and gives out what is free.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="client">Calls whose turn it is.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <returns>Whether there was anything to end.</returns>
    /// <exception cref="Core.TransientException">The documents are in trouble.</exception>
    public async Task<bool> EndAsync(TurnInput turn, DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(turn);
        var wasThere = await _book.EndAsync(turn, cancellationToken);
        await GiveAsync(client, asking: null, cancellationToken);
        return wasThere;
    }

    /// <summary>Lets a turn last on.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>False where it was taken back already.</returns>
    /// <exception cref="Core.TransientException">The documents are in trouble.</exception>
    public Task<bool> RenewAsync(TurnInput turn, CancellationToken cancellationToken) => _book.RenewAsync(turn, cancellationToken);

    /// <summary>Takes back the turns of holders that have ended or renew them no more, tells again who was not told, and gives out what is free.</summary>
    /// <param name="client">Knows the holders and calls whose turn it is.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Core.TransientException">The documents are in trouble.</exception>
    public async Task HealAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        foreach (var held in await _book.ListHeldAsync(cancellationToken))
        {
            if (held.Until <= now || (held.GivenAt + Grace <= now && !await IsUnderWayAsync(client, held.Turn.Instance, cancellationToken)))
            {
                await _book.EndAsync(held.Turn, cancellationToken);
                _metrics.TakenBack();
                LogTakenBack(held.Turn.Label, held.Turn.Instance, held.Turn.Key);
            }
            else if (!held.IsTold)
            {
                await TellAsync(client, held.Turn, cancellationToken);
            }
        }

        await GiveAsync(client, asking: null, cancellationToken);
    }

    private static async Task<bool> IsUnderWayAsync(DurableTaskClient client, string instance, CancellationToken cancellationToken) =>
        await client.GetInstanceAsync(instance, getInputsAndOutputs: false, cancellationToken) is { IsCompleted: false };

    /// <summary>Gives out what is free; who asks himself hears it from the answer.</summary>
    /// <returns>Whether the one who asks has a turn.</returns>
    private async Task<bool> GiveAsync(DurableTaskClient client, TurnInput? asking, CancellationToken cancellationToken)
    {
        var isAmongThem = false;
        var given = await _book.GiveAsync(
            asking, async instance => instance == asking?.Instance || await IsUnderWayAsync(client, instance, cancellationToken), cancellationToken);
        foreach (var held in given)
        {
            if (held.Turn == asking)
                isAmongThem = true;
            else
                await TellAsync(client, held.Turn, cancellationToken);
        }

        return isAmongThem;
    }

    private async Task TellAsync(DurableTaskClient client, TurnInput turn, CancellationToken cancellationToken)
    {
        try
        {
            await client.RaiseEventAsync(turn.Instance, InTurn.EventOf(turn.Key), true, cancellationToken);
            await _book.ToldAsync(turn, cancellationToken);
        }
#pragma warning disable CA1031 // Whatever the durable back end throws: the turn is given, and will be told again.
        catch (Exception problem) when (problem is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogNotTold(problem, turn.Instance, turn.Key);
        }
    }

    [LoggerMessage(EventId = 3160, Level = LogLevel.Warning, Message = "The turn {Key} of {Label} was taken back: {Instance} has ended, or has not renewed it")]
    private partial void LogTakenBack(string label, string instance, string key);

    [LoggerMessage(EventId = 3161, Level = LogLevel.Warning, Message = "{Instance} could not be told that turn {Key} is its own; it is told again within a minute")]
    private partial void LogNotTold(Exception exception, string instance, string key);
}
