using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Spotify.Functions.Platform.Health;
using Spotify.Functions.Platform.Resilience;
using Spotify.Functions.Platform.Settings;

namespace Spotify.Functions.Platform.Blobs;

/// <summary>Registers the storage accounts.</summary>
public static class BlobServices
{
    /// <summary>Adds <see cref="BlobAccounts"/> and <see cref="BlobSigner"/>, checked at start, and makes the containers of development accounts.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds <c>Uploads</c> and <c>Media</c>, each a connection string or <c>NAME__blobServiceUri</c> with an identity.</param>
    public static IServiceCollection AddBlobs(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddResilience(configuration);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BlobAccountOptions>, BlobAccountOptionsValidator>());
        foreach (var name in (string[])[BlobAccounts.UploadsName, BlobAccounts.MediaName])
        {
            services.AddOptions<BlobAccountOptions>(name)
                .Configure(options =>
                {
                    options.ConnectionString = configuration[name];
                    options.BlobServiceUri = Uri.TryCreate(configuration[$"{name}:blobServiceUri"], UriKind.Absolute, out var uri) ? uri : null;
                    options.ClientId = configuration[$"{name}:clientId"];
                });
        }

        services.AddSingleton<ISettingsCheck, BlobSettingsCheck>();
        services.AddSingleton<IReadinessCheck, BlobReadiness>();
        services.TryAddSingleton<BlobAccounts>();
        services.TryAddSingleton<DelegationKeySource>(_ => account => account.GetUserDelegationKeyAsync);
        services.TryAddSingleton(provider => new BlobSigner(
            provider.GetRequiredService<BlobAccounts>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<Pipelines>(), provider.GetRequiredService<DelegationKeySource>()));
        services.AddHostedService<BlobContainerMaker>();
        return services;
    }
}
