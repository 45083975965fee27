using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Spotify.Functions.Platform.Settings;

/// <summary>Settings as typed options that are checked before the application starts.</summary>
public static class SettingsServices
{
    /// <summary>
    /// Binds a section to <typeparamref name="T"/> and checks its data annotations at start, together with all other settings. A property's
    /// <see cref="System.ComponentModel.DescriptionAttribute"/> tells the operator what to set; a type may also implement
    /// <see cref="System.ComponentModel.DataAnnotations.IValidatableObject"/>.
    /// </summary>
    /// <param name="services">Where to register.</param>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="sectionName">The section, such as <c>Playback</c>; empty for the top level.</param>
    public static IServiceCollection AddValidatedOptions<T>(this IServiceCollection services, IConfiguration configuration, string sectionName)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<T>().Bind(sectionName.Length == 0 ? configuration : configuration.GetSection(sectionName));
        services.AddSingleton<IValidateOptions<T>>(new SettingsRules<T>(sectionName));
        services.AddSingleton<ISettingsCheck, SettingsCheck<T>>();
        // The host runs one start-up validator before it starts anything; ours knows all sections, so that all faults come at once.
        services.TryAddSingleton<IStartupValidator, SettingsValidator>();
        return services;
    }
}
