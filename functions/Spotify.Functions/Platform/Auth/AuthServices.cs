using System.Security.Cryptography;
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
    /// <summary>Takes tokens of the authority in <c>Auth:Authority</c>. Where none is set, those of the development authority and of <see cref="AddTokenIssuing"/>, as they are registered.</summary>
    public static IServiceCollection AddAuth(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<AuthOptions>(configuration, AuthOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ITokenVerifier, TokenValidation>();
        services.AddSingleton<ITokenValidator, TokenValidator>();
        if (!HasAuthority(configuration))
            return services;
        services.AddSingleton<ITokenKeys>(provider => new OidcTokenKeys(
            new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { MaxResponseContentBufferSize = 1 << 20 },
            provider.GetRequiredService<IOptions<AuthOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<OidcTokenKeys>>()));
        return services;
    }

    /// <summary>Issues tokens of our own, and takes them, where no outside authority is configured. Needs documents.</summary>
    public static IServiceCollection AddTokenIssuing(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<IssuerOptions>(configuration, IssuerOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        // With an outside authority nothing is sealed, and no key is asked for.
        services.TryAddSingleton(provider => new KeyEncryption(
            HasAuthority(configuration) ? RandomNumberGenerator.GetBytes(KeyEncryption.KeyBytes) : Convert.FromBase64String(provider.GetRequiredService<IOptions<IssuerOptions>>().Value.KeyEncryptionKey)));
        services.TryAddSingleton<SigningKeys>();
        services.TryAddSingleton<AccessTokens>();
        if (HasAuthority(configuration))
            return services;
        services.AddSingleton<ISettingsCheck>(provider => new KeyEncryptionCheck(configuration, provider.GetRequiredService<IServiceProviderIsService>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ITokenKeys, IssuedTokenKeys>());
        return services;
    }

    /// <summary>Lets the development authority stand in, where no other is configured. Only the embedded runtime calls this.</summary>
    internal static IServiceCollection AddDevelopmentAuthority(this IServiceCollection services, IConfiguration configuration)
    {
        if (HasAuthority(configuration))
            return services;
        var directory = configuration["Embedded:DataDirectory"] ?? ".data";
        services.AddSingleton(provider => DevelopmentAuthority.Open(directory, provider.GetService<TimeProvider>() ?? TimeProvider.System));
        services.AddSingleton<ITokenKeys, DevelopmentTokenKeys>();
        services.AddSingleton(new DevelopmentFiles(directory));
        if (string.IsNullOrEmpty(configuration[IssuerOptions.KeySetting]))
            services.TryAddSingleton(provider => provider.GetRequiredService<DevelopmentFiles>().OpenKeyEncryption());
        return services;
    }

    private static bool HasAuthority(IConfiguration configuration) => !string.IsNullOrEmpty(configuration[$"{AuthOptions.Section}:{nameof(AuthOptions.Authority)}"]);
}
