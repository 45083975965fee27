using System.Globalization;
using Microsoft.Azure.Functions.Worker;

namespace Spotify.EmbeddedRuntime.Hosting;

/// <summary>When a failed invocation is tried again under a retry attribute.</summary>
/// <param name="MaxRetryCount">Tries after the first; -1 for ever, 0 where there is no policy.</param>
/// <param name="First">The wait before the first retry.</param>
/// <param name="Longest">The longest wait.</param>
internal sealed record RetrySchedule(int MaxRetryCount, TimeSpan First, TimeSpan Longest)
{
    /// <summary>The schedule of an attribute; no retries where there is none.</summary>
    /// <exception cref="FormatException">An interval is no time span.</exception>
    public static RetrySchedule Of(RetryAttribute? attribute) => attribute switch
    {
        FixedDelayRetryAttribute retry => new(retry.MaxRetryCount, Parse(retry.DelayInterval), Parse(retry.DelayInterval)),
        ExponentialBackoffRetryAttribute retry => new(retry.MaxRetryCount, Parse(retry.MinimumInterval), Parse(retry.MaximumInterval)),
        _ => new(0, TimeSpan.Zero, TimeSpan.Zero),
    };

    /// <summary>Whether there is another try after this many retries.</summary>
    public bool Allows(int retriesDone) => MaxRetryCount < 0 || retriesDone < MaxRetryCount;

    /// <summary>The wait before the next try: doubles from the first up to the longest.</summary>
    public TimeSpan DelayBefore(int retry) => TimeSpan.FromTicks((long)Math.Min(Longest.Ticks, First.Ticks * Math.Pow(2, Math.Min(retry, 60))));

    private static TimeSpan Parse(string interval) => TimeSpan.Parse(interval, CultureInfo.InvariantCulture);
}
