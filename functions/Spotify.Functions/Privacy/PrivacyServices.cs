using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Spotify.Functions.Platform.Privacy;

namespace Spotify.Functions.Privacy;

/// <summary>Registers export and erasure of personal data.</summary>
public static class PrivacyServices
{
    /// <summary>
    /// Adds <see cref="Erasures"/>, <see cref="PersonalDataExport"/> and the store of container <c>users</c>; needs documents and listeners. Other stores register
    /// themselves as <see cref="IPersonalData"/>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Not read yet.</param>
    public static IServiceCollection AddPrivacy(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPersonalData, UsersContainerData>());
        services.TryAddSingleton<Erasures>();
        services.TryAddSingleton<PersonalDataExport>();
        return services;
    }
}
