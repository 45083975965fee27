using Microsoft.Extensions.Configuration;

namespace Spotify.Functions.Platform.Settings;

/// <summary>Demands that a setting is there.</summary>
/// <param name="configuration">The whole configuration.</param>
/// <param name="path">The setting, such as <c>Auth:Authority</c>.</param>
/// <param name="meaning">What to set it to, for the sentence "Set it to ...".</param>
public sealed class RequiredSetting(IConfiguration configuration, string path, string meaning) : ISettingsCheck
{
    /// <inheritdoc/>
    public IEnumerable<string> FindFaults() =>
        string.IsNullOrWhiteSpace(configuration[path]) ? [$"{SettingName.ToEnvironment(path)}: it is not set. Set it to {meaning}."] : [];
}
