using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Functions.Platform.Resilience;
using Spotify.Functions.Platform.Resilience.Ports;
using Spotify.Functions.Platform.Settings;

namespace Spotify.Functions.Platform.Search;

/// <summary>Registers the search index.</summary>
public static class SearchIndexServices
{
    /// <summary>
    /// Adds <see cref="ISearchIndex"/> and <see cref="SearchGenerations"/>: AI Search where <c>Search</c> (a connection string) or <c>Search__endpoint</c> is set, and
    /// otherwise SQLite under <c>Embedded__DataDirectory</c>. Settings are checked at start. Needs documents.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The whole configuration.</param>
    public static IServiceCollection AddSearchIndex(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddResilience(configuration);
        services.TryAddSingleton<SearchGenerations>();
        var section = configuration.GetSection(SearchServiceOptions.Name);
        if (string.IsNullOrWhiteSpace(section.Value) && string.IsNullOrWhiteSpace(section["endpoint"]))
        {
            var directory = configuration["Embedded:DataDirectory"];
            services.TryAddSingleton<ISearchIndex>(provider => new ResilientSearchIndex(
                new SqliteSearchIndex(string.IsNullOrWhiteSpace(directory) ? ".data" : directory, provider.GetRequiredService<ILogger<SqliteSearchIndex>>()),
                provider.GetRequiredService<Pipelines>()));
            return services;
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SearchServiceOptions>, SearchServiceOptionsValidator>());
        services.AddOptions<SearchServiceOptions>().Bind(section).Configure(options => options.ConnectionString = section.Value);
        services.AddSingleton<ISettingsCheck, SettingsCheck<SearchServiceOptions>>();
        services.TryAddSingleton<ISearchIndex>(provider => new ResilientSearchIndex(
            AzureSearchIndex.Open(
                provider.GetRequiredService<IOptions<SearchServiceOptions>>().Value, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<AzureSearchIndex>>()),
            provider.GetRequiredService<Pipelines>()));
        return services;
    }
}
