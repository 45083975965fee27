using System.Diagnostics;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Spotify.EmbeddedRuntime.Hosting;

namespace Spotify.EmbeddedRuntime.Timers;

/// <summary>One run of a timer, or one retry of it.</summary>
internal sealed class TimerTriggerInput(TimerInfo info, int retry, int maxRetries) : TriggerInput
{
    /// <inheritdoc/>
    public override ActivityKind ActivityKind => ActivityKind.Internal;

    /// <inheritdoc/>
    public override int RetryCount => retry;

    /// <inheritdoc/>
    public override int MaxRetryCount => maxRetries;

    /// <inheritdoc/>
    public override bool TryBind(ParameterInfo parameter, FunctionContext context, out object? value)
    {
        value = parameter.ParameterType == typeof(TimerInfo) ? info : null;
        return value is not null;
    }
}
