using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
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
        services.TryAddSingleton<SettingsValidator>();
        // Ours instead of ValidateOnStart: it knows all sections, so that all faults come at once.
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SettingsValidator>(provider => provider.GetRequiredService<SettingsValidator>()));
        return services;
    }

    /// <summary>Checks all settings now, before the host makes its services: those may read settings as they are made.</summary>
    /// <param name="host">The host, not started yet.</param>
    /// <exception cref="SettingsException">With every fault.</exception>
    public static IHost ValidateSettings(this IHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        host.Services.GetService<SettingsValidator>()?.Validate();
        return host;
    }
}
