namespace Spotify.TestSupport;

/// <summary>Waits for a condition of something outside the test's control (another process, a server), never for a time.</summary>
public static class Eventually
{
    /// <summary>Polls until the condition holds.</summary>
    /// <exception cref="TimeoutException">It did not within the deadline; the message says what was waited for.</exception>
    public static async Task HoldsAsync(string what, TimeSpan deadline, Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(deadline);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        try
        {
            while (!await condition())
                await timer.WaitForNextTickAsync(limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException($"Within {deadline.TotalSeconds:0} s this did not come true: {what}.");
        }
    }

    /// <inheritdoc cref="HoldsAsync(string, TimeSpan, Func{Task{bool}})"/>
    public static Task HoldsAsync(string what, TimeSpan deadline, Func<bool> condition) => HoldsAsync(what, deadline, () => Task.FromResult(condition()));
}
