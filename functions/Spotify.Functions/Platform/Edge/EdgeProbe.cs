using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Functions.Platform.Resilience;
using Spotify.Functions.Platform.Resilience.Faults;

namespace Spotify.Functions.Platform.Edge;

/// <summary>Asks the edge for something again and again, and tells its circuit: five failures in a row and addresses lead past it; after 30 s and three successes they lead through it again.</summary>
internal sealed partial class EdgeProbe(HttpClient http, IOptions<EdgeOptions> options, Pipelines pipelines, FaultPlan faults, TimeProvider time, ILogger<EdgeProbe> logger) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Asks once.</summary>
    public async Task<bool> AskAsync(CancellationToken cancellationToken)
    {
        var circuit = pipelines.CircuitOf(Dependency.Edge);
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var before = circuit.State;
        try
        {
            await faults.MeetAsync(Dependency.Edge, either.Token);
            // Never from a cache.
            var address = new Uri(options.Value.Root!, string.Create(CultureInfo.InvariantCulture, $"{options.Value.ProbePath}?at={time.GetUtcNow().ToUnixTimeMilliseconds()}"));
            using var answer = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if ((int)answer.StatusCode < 500)
                circuit.Succeeded();
            else
                circuit.Failed();
        }
#pragma warning disable CA1031 // Whatever it was, the edge did not answer.
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            circuit.Failed();
        }

        var state = circuit.State;
        if (state == CircuitState.Open && before == CircuitState.Closed)
            LogDown(logger, options.Value.Address);
        if (state == CircuitState.Closed && before != CircuitState.Closed)
            LogUp(logger, options.Value.Address);
        return state == CircuitState.Closed;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Root is null || options.Value.ProbeEvery <= TimeSpan.Zero)
            return;
        using var timer = new PeriodicTimer(options.Value.ProbeEvery, time);
        try
        {
            do
                await AskAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The end.
        }
    }

    public override void Dispose()
    {
        http.Dispose();
        base.Dispose();
    }

    [LoggerMessage(EventId = 1311, Level = LogLevel.Error, Message = "The edge at {Address} does not answer: addresses lead to the storage itself, at a lower rung, until it does")]
    private static partial void LogDown(ILogger logger, string address);

    [LoggerMessage(EventId = 1312, Level = LogLevel.Warning, Message = "The edge at {Address} answers again: addresses lead through it")]
    private static partial void LogUp(ILogger logger, string address);
}
