using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Settings;

namespace Spotify.Functions.Platform.Audit;

/// <summary>Registers the record of operators' actions.</summary>
internal static class AuditServices
{
    /// <summary>Adds <see cref="AuditLog"/>. Where there is no document store, operators change nothing.</summary>
    public static IServiceCollection AddAudit(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<AuditOptions>(configuration, AuditOptions.Section);
        services.TryAddSingleton<AuditMetrics>();
        services.TryAddSingleton(provider => new AuditLog(
            provider.GetService<IDocumentStore>(), provider.GetRequiredService<IOptions<AuditOptions>>(), provider.GetRequiredService<AuditMetrics>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<AuditLog>>()));
        return services;
    }
}
