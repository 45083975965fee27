using Microsoft.Extensions.Hosting;

namespace Spotify.EmbeddedRuntime.Hosting;

/// <summary>Runs every check before the first trigger starts, and reports all that is wrong at once.</summary>
internal sealed class StartupValidation(IEnumerable<IStartupCheck> checks) : IHostedLifecycleService
{
    private bool _isValid;

    /// <summary>Runs the checks, unless they have been passed before.</summary>
    /// <exception cref="StartupException">Something is wrong; the message has a line for each problem.</exception>
    public void Validate()
    {
        if (_isValid)
            return;
        var problems = checks.SelectMany(check => check.FindProblems()).Distinct(StringComparer.Ordinal).ToList();
        if (problems.Count > 0)
            throw new StartupException(problems);
        _isValid = true;
    }

    /// <inheritdoc/>
    /// <exception cref="StartupException">Something is wrong; the message has a line for each problem.</exception>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        Validate();
        return Task.CompletedTask;
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
