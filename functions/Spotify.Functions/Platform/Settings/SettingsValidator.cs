using Microsoft.Extensions.Hosting;

namespace Spotify.Functions.Platform.Settings;

/// <summary>Runs every check and reports all faults at once, before anything starts.</summary>
internal sealed class SettingsValidator(IEnumerable<ISettingsCheck> checks) : IHostedLifecycleService
{
    /// <summary>Runs the checks.</summary>
    /// <exception cref="SettingsException">With every fault.</exception>
    public void Validate()
    {
        var faults = checks.SelectMany(check => check.FindFaults()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (faults.Count > 0)
            throw new SettingsException(faults);
    }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        Validate();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
