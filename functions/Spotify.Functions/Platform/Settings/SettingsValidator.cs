using Microsoft.Extensions.Options;

namespace Spotify.Functions.Platform.Settings;

/// <summary>Runs every check and reports all faults at once. The host calls it before any service starts.</summary>
internal sealed class SettingsValidator(IEnumerable<ISettingsCheck> checks) : IStartupValidator
{
    public void Validate()
    {
        var faults = checks.SelectMany(check => check.FindFaults()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (faults.Count > 0)
            throw new SettingsException(faults);
    }
}
