using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Spotify.Functions.Platform.Settings;

/// <summary>Binds and checks one options class.</summary>
internal sealed partial class SettingsCheck<T>(IOptions<T> options) : ISettingsCheck
    where T : class
{
    public IEnumerable<string> FindFaults()
    {
        try
        {
            _ = options.Value;
            return [];
        }
        catch (OptionsValidationException exception)
        {
            return exception.Failures;
        }
        catch (InvalidOperationException exception) when (Unbindable().Match(exception.Message) is { Success: true } match)
        {
            return [$"{SettingName.ToEnvironment(match.Groups["path"].Value)}: '{match.Groups["value"].Value}' is not {KindOf(match.Groups["type"].Value)}."];
        }
    }

    private static string KindOf(string type) => type switch
    {
        nameof(Int32) or nameof(Int64) => "a whole number",
        nameof(Double) or nameof(Decimal) => "a number",
        nameof(Boolean) => "true or false",
        nameof(TimeSpan) => "a time as hh:mm:ss",
        nameof(Uri) => "an address",
        _ => $"one of the values of {type}",
    };

    // The binder's own sentence; anything else it may say goes up as it is.
    [GeneratedRegex(@"configuration value '(?<value>[^']*)' at '(?<path>[^']+)' to type '(?:[\w.]+\.)?(?<type>\w+)'")]
    private static partial Regex Unbindable();
}
