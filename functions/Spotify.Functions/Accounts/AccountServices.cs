using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Spotify.Functions.Platform.Auth;
using Spotify.Functions.Platform.Privacy;
using Spotify.Functions.Platform.Settings;

namespace Spotify.Functions.Accounts;

/// <summary>Registers accounts, the sign-in pages and the issuing of tokens.</summary>
public static class AccountServices
{
    /// <summary>Adds <see cref="IAccounts"/> and what the functions of this folder stand on; needs documents. Call it before what registers the store of container <c>users</c> for erasures.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The whole configuration.</param>
    public static IServiceCollection AddAccounts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddTokenIssuing(configuration);
        services.AddValidatedOptions<AccountsOptions>(configuration, AccountsOptions.Section);
        services.TryAddSingleton<IPasswordHasher<AccountInfo>>(provider => new PasswordHasher<AccountInfo>(Options.Create(
            new PasswordHasherOptions { IterationCount = provider.GetRequiredService<IOptions<AccountsOptions>>().Value.PasswordIterations })));
        services.TryAddSingleton<OwnAuthority>();
        services.TryAddSingleton<Clients>();
        services.TryAddSingleton<AccountStore>();
        services.TryAddSingleton<IAccounts>(provider => provider.GetRequiredService<AccountStore>());
        services.TryAddSingleton<Passwords>();
        services.TryAddSingleton<SignIns>();
        services.TryAddSingleton<SignUps>();
        services.TryAddSingleton<Cookies>();
        services.TryAddSingleton<AntiForgery>();
        services.TryAddSingleton<WebSessions>();
        services.TryAddSingleton<RevokedSessions>();
        services.TryAddSingleton<Grants>();
        services.TryAddSingleton<AuthorizationCodes>();
        services.TryAddSingleton<AuthorizeRequests>();
        services.TryAddSingleton<AuthorizePages>();
        services.TryAddSingleton<SignInPages>();
        services.TryAddSingleton<TokenSubjects>();
        services.TryAddSingleton<TokenEndpoint>();
        services.TryAddSingleton<RevocationEndpoint>();
        services.TryAddSingleton<Profiles>();
        services.TryAddSingleton<AccountKeeping>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPersonalData, AccountData>());
        services.AddHostedService<DevelopmentClient>();
        return services;
    }
}
