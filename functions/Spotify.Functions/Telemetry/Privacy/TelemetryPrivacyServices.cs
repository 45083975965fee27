using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Spotify.Functions.Platform.Privacy;

namespace Spotify.Functions.Telemetry.Privacy;

/// <summary>Registers what telemetry keeps of persons.</summary>
public static class TelemetryPrivacyServices
{
    /// <summary>Adds plays with their sessions, and parked events; needs documents and listeners.</summary>
    public static IServiceCollection AddTelemetryPersonalData(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPersonalData, PlayData>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPersonalData, PoisonData>());
        return services;
    }
}
