using Microsoft.Extensions.Hosting;

namespace Spotify.EmbeddedRuntime.Hosting;

/// <summary>Runs every check before the first trigger starts, and reports all that is wrong at once.</summary>
internal sealed class StartupValidation(IEnumerable<IStartupCheck> checks) : IHostedLifecycleService
{
    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Something is wrong; the message has a line for each problem.</exception>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var problems = checks.SelectMany(check => check.FindProblems()).Distinct(StringComparer.Ordinal).ToList();
        return problems.Count == 0
            ? Task.CompletedTask
            : throw new InvalidOperationException(
                "The application cannot start:" + string.Concat(problems.Select(problem => $"{Environment.NewLine}- {problem}")));
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
