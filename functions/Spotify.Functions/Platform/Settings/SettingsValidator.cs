using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Spotify.Functions.Platform.Settings;

/// <summary>Runs every check and reports all faults at once, before anything starts.</summary>
internal sealed class SettingsValidator(IEnumerable<ISettingsCheck> checks, IStartupValidator? others = null) : IHostedLifecycleService
{
    /// <summary>Runs the checks.</summary>
    /// <exception cref="SettingsException">With every fault.</exception>
    public void Validate()
    {
        var faults = checks.SelectMany(check => check.FindFaults()).Concat(FaultsOfOthers()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (faults.Count > 0)
            throw new SettingsException(faults);
    }

    // Options that were registered with ValidateOnStart.
    private IEnumerable<string> FaultsOfOthers()
    {
        try
        {
            others?.Validate();
            return [];
        }
        catch (OptionsValidationException exception)
        {
            return exception.Failures;
        }
        catch (AggregateException exception) when (exception.InnerExceptions.All(inner => inner is OptionsValidationException))
        {
            return exception.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures);
        }
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
