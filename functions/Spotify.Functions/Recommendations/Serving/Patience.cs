namespace Spotify.Functions.Recommendations.Serving;

/// <summary>How long lists wait for one store.</summary>
/// <param name="length">How long.</param>
/// <param name="time">The clock.</param>
internal sealed class Patience(TimeSpan length, TimeProvider time)
{
    /// <summary>What a call gives; null where it fails or is late. The caller's own end is the one thing that gets through.</summary>
    /// <param name="call">The call.</param>
    /// <param name="missed">Told what kept it from giving anything.</param>
    /// <param name="cancellationToken">The caller goes away.</param>
    public async Task<T?> WaitAsync<T>(Func<CancellationToken, Task<T?>> call, Action<Exception> missed, CancellationToken cancellationToken)
        where T : class
    {
        using var late = new CancellationTokenSource(length, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await call(either.Token).WaitAsync(either.Token);
        }
        catch (Exception problem) when (!cancellationToken.IsCancellationRequested)
        {
            missed(problem);
            return null;
        }
    }
}
