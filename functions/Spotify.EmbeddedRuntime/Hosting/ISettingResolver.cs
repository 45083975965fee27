using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Spotify.EmbeddedRuntime.Hosting;

/// <summary>Resolves <c>%NAME%</c> in trigger attributes from the configuration.</summary>
internal interface ISettingResolver
{
    /// <summary>The text with every <c>%NAME%</c> replaced by the setting of that name.</summary>
    /// <exception cref="InvalidOperationException">A setting is missing; the message names it.</exception>
    string Resolve(string text);
}

/// <inheritdoc cref="ISettingResolver"/>
internal sealed partial class SettingResolver(IConfiguration configuration) : ISettingResolver
{
    /// <inheritdoc/>
    public string Resolve(string text) => Reference().Replace(text, match =>
        configuration[match.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal)]
        ?? throw new InvalidOperationException($"'{text}' needs the setting '{match.Groups[1].Value}': set it in local.settings.json or the environment."));

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Reference();
}
