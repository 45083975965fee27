using Spotify.Core;

namespace Spotify.Functions.Telemetry;

/// <summary>
/// What one piece of work knows of the periods, and for how long it may rely on it: all that it writes it writes before a period that began to close meanwhile is read.
/// </summary>
internal sealed class PeriodView : IDisposable
{
    private readonly IReadOnlyDictionary<string, PeriodState> _states;
    private readonly CancellationTokenSource _linked;
    private readonly TimeProvider _time;

    private PeriodView(IReadOnlyDictionary<string, PeriodState> states, CancellationTokenSource patience, TimeProvider time, CancellationToken caller)
    {
        (_states, _time) = (states, time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(caller, patience.Token);
    }

    /// <summary>Ends with the caller's, and with <see cref="Periods.PatienceOfWriters"/>.</summary>
    public CancellationToken Token => _linked.Token;

    /// <summary>Now.</summary>
    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Reads the states, does the work, and gives up when it takes too long.</summary>
    /// <param name="periods">The periods.</param>
    /// <param name="time">The time.</param>
    /// <param name="work">The work; all that it does it does with <see cref="Token"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="TransientException">The work took too long: a repeat begins with the states of then.</exception>
    public static async Task<T> UseAsync<T>(Periods periods, TimeProvider time, Func<PeriodView, Task<T>> work, CancellationToken cancellationToken)
    {
        // The clock runs before the states are read.
        using var patience = new CancellationTokenSource(Periods.PatienceOfWriters, time);
        using var view = new PeriodView(await periods.ReadAsync(cancellationToken), patience, time, cancellationToken);
        try
        {
            return await work(view);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TransientException($"Plays were under way for longer than {Periods.PatienceOfWriters}; a period may have begun to close meanwhile.");
        }
    }

    public bool IsOpen(string period) => !_states.ContainsKey(period);

    /// <summary>The first period from this one on that is open.</summary>
    public string FirstOpen(string period) => Periods.FirstOpen(_states, period);

    /// <summary>Whether nobody can be on the way to a period that is not open.</summary>
    public bool AreWritersGone(string period) =>
        _states[period] is var state && (state.Stage == PeriodStage.Closed || Now >= state.ClosingAt + Periods.WritersGone);

    /// <inheritdoc/>
    public void Dispose() => _linked.Dispose();
}
