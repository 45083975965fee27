using System.Globalization;
using Microsoft.Azure.Functions.Worker;

namespace Spotify.EmbeddedRuntime.Events;

/// <summary>A retry attribute as numbers: how often, and after how long.</summary>
internal sealed class RetrySchedule
{
    private readonly TimeSpan _first;
    private readonly TimeSpan _longest;

    /// <summary>Reads a policy; none means no retry.</summary>
    /// <exception cref="FormatException">An interval is no time.</exception>
    public RetrySchedule(RetryAttribute? policy)
    {
        MaxRetryCount = policy?.MaxRetryCount ?? 0;
        (_first, _longest) = policy switch
        {
            FixedDelayRetryAttribute fixedDelay => (Parse(fixedDelay.DelayInterval), Parse(fixedDelay.DelayInterval)),
            ExponentialBackoffRetryAttribute backoff => (Parse(backoff.MinimumInterval), Parse(backoff.MaximumInterval)),
            _ => (TimeSpan.Zero, TimeSpan.Zero),
        };
    }

    /// <summary>How often a failed invocation is tried again; -1 for ever.</summary>
    public int MaxRetryCount { get; }

    public bool Allows(int retry) => MaxRetryCount < 0 || retry <= MaxRetryCount;

    /// <summary>The wait before a retry, the first being 1.</summary>
    public TimeSpan DelayBefore(int retry)
    {
        var delay = _first.Ticks * Math.Pow(2, Math.Min(retry - 1, 62));
        return delay >= _longest.Ticks ? _longest : TimeSpan.FromTicks((long)delay);
    }

    private static TimeSpan Parse(string text) => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= TimeSpan.Zero
        ? value
        : throw new FormatException($"'{text}' is no retry interval: write it as hh:mm:ss.");
}
