using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Core;

namespace Spotify.Functions.Platform.Resilience.Faults;

/// <summary>
/// The faults that are on now, one a dependency at the most. Every call to a dependency passes here, innermost of its pipeline, so that time-outs, retries and circuits meet an injected fault as
/// they would a real one. Without a fault that costs a look at a field. A fault ends by itself.
/// </summary>
/// <param name="options">Whether faults are allowed, and for how long.</param>
/// <param name="time">The clock of waits and ends.</param>
/// <param name="logger">Where each fault is noted.</param>
/// <param name="random">Numbers in [0, 1) that decide which calls meet a fault.</param>
public sealed partial class FaultPlan(IOptions<FaultOptions> options, TimeProvider time, ILogger<FaultPlan> logger, Func<double>? random = null)
{
    private readonly Active?[] _active = new Active?[Enum.GetValues<Dependency>().Length];
    private readonly Func<double> _random = random ?? Random.Shared.NextDouble;

    /// <summary>Puts a fault on a dependency, in place of one that is there.</summary>
    /// <param name="dependency">The dependency.</param>
    /// <param name="fault">The fault.</param>
    /// <param name="lasting">For how long; at most <see cref="FaultOptions.Longest"/>.</param>
    /// <returns>False where the settings allow no faults: then nothing has changed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The share, the delay or the time is out of range.</exception>
    public bool TryInject(Dependency dependency, Fault fault, TimeSpan lasting)
    {
        ArgumentNullException.ThrowIfNull(fault);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lasting, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(fault.Delay.Ticks, nameof(fault));
        if (fault.Share is not (> 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(fault), fault.Share, "A share is above 0 and at most 1.");
        if (!options.Value.Enabled)
            return false;
        var ends = lasting < options.Value.Longest ? lasting : options.Value.Longest;
        Volatile.Write(ref _active[(int)dependency], new Active(fault, time.GetTimestamp(), ends));
        LogInjected(logger, dependency.NameOf(), fault.Kind, fault.Share, ends);
        return true;
    }

    /// <summary>Takes a dependency's fault away.</summary>
    /// <param name="dependency">The dependency.</param>
    public void Clear(Dependency dependency)
    {
        if (Interlocked.Exchange(ref _active[(int)dependency], null) is not null)
            LogCleared(logger, dependency.NameOf());
    }

    /// <summary>The fault that is on a dependency now, or null.</summary>
    /// <param name="dependency">The dependency.</param>
    public Fault? Find(Dependency dependency) => Volatile.Read(ref _active[(int)dependency]) is { } active && IsOn(dependency, active) ? active.Fault : null;

    /// <summary>What a call to a dependency goes through before it is made.</summary>
    /// <param name="dependency">The dependency.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TransientException">The fault says so.</exception>
    public ValueTask MeetAsync(Dependency dependency, CancellationToken cancellationToken)
    {
        var active = Volatile.Read(ref _active[(int)dependency]);
        return active is null || !IsOn(dependency, active) || (active.Fault.Share < 1 && _random() >= active.Fault.Share)
            ? ValueTask.CompletedTask
            : MeetAsync(dependency, active.Fault, cancellationToken);
    }

    private async ValueTask MeetAsync(Dependency dependency, Fault fault, CancellationToken cancellationToken)
    {
        switch (fault.Kind)
        {
            case FaultKind.Slow:
                await Task.Delay(fault.Delay, time, cancellationToken);
                return;
            case FaultKind.Silent:
                await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
                return;
            default:
                throw new TransientException($"A fault that was put on {dependency.NameOf()} on purpose: {fault.Kind}");
        }
    }

    private bool IsOn(Dependency dependency, Active active)
    {
        if (time.GetElapsedTime(active.Since) < active.Lasting)
            return true;
        if (Interlocked.CompareExchange(ref _active[(int)dependency], null, active) == active)
            LogCleared(logger, dependency.NameOf());
        return false;
    }

    [LoggerMessage(EventId = 1301, Level = LogLevel.Warning, Message = "Fault on purpose: {Dependency} is {Kind} for {Share:P0} of calls, for {Lasting} at the most")]
    private static partial void LogInjected(ILogger logger, string dependency, FaultKind kind, double share, TimeSpan lasting);

    [LoggerMessage(EventId = 1302, Level = LogLevel.Warning, Message = "Fault on purpose: {Dependency} is left alone again")]
    private static partial void LogCleared(ILogger logger, string dependency);

    private sealed record Active(Fault Fault, long Since, TimeSpan Lasting);
}
