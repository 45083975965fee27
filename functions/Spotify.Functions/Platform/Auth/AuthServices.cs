using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Functions.Platform.Settings;

namespace Spotify.Functions.Platform.Auth;

/// <summary>Registers who may call.</summary>
public static class AuthServices
{
    /// <summary>Takes tokens of the authority in <c>Auth:Authority</c>. Where none is set, the runtime must register keys of its own before.</summary>
    public static IServiceCollection AddAuth(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<AuthOptions>(configuration, AuthOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ITokenVerifier, TokenValidation>();
        services.AddSingleton<ITokenValidator, TokenValidator>();
        services.TryAddSingleton<ITokenKeys>(provider => new OidcTokenKeys(
            new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { MaxResponseContentBufferSize = 1 << 20 },
            provider.GetRequiredService<IOptions<AuthOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<OidcTokenKeys>>()));
        return services;
    }

    /// <summary>Lets the development authority stand in, where no other is configured. Only the embedded runtime calls this.</summary>
    internal static IServiceCollection AddDevelopmentAuthority(this IServiceCollection services, IConfiguration configuration)
    {
        if (!string.IsNullOrEmpty(configuration[$"{AuthOptions.Section}:{nameof(AuthOptions.Authority)}"]))
            return services;
        services.AddSingleton(provider => DevelopmentAuthority.Open(
            configuration["Embedded:DataDirectory"] ?? ".data", provider.GetService<TimeProvider>() ?? TimeProvider.System));
        services.AddSingleton<ITokenKeys, DevelopmentTokenKeys>();
        return services;
    }
}
