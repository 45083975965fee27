using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Functions.Platform.Health;
using Spotify.Functions.Platform.Resilience;
using Spotify.Functions.Platform.Resilience.Ports;
using Spotify.Functions.Platform.Settings;

namespace Spotify.Functions.Platform.Documents;

/// <summary>Registers the document store.</summary>
public static class DocumentServices
{
    /// <summary>
    /// Adds <see cref="IDocumentStore"/>: Cosmos DB where <c>Cosmos</c> (a connection string) or <c>Cosmos__accountEndpoint</c> is set, and otherwise
    /// SQLite, <c>documents.db</c> under <c>Embedded__DataDirectory</c>. Settings are checked at start.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The whole configuration.</param>
    public static IServiceCollection AddDocuments(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddResilience(configuration);
        services.AddSingleton<IReadinessCheck, DocumentsReadiness>();
        var section = configuration.GetSection(CosmosOptions.Name);
        return string.IsNullOrWhiteSpace(section.Value) && string.IsNullOrWhiteSpace(section["accountEndpoint"])
            ? services.AddSqliteDocuments(configuration["Embedded:DataDirectory"])
            : services.AddCosmosDocuments(section);
    }

    private static IServiceCollection AddSqliteDocuments(this IServiceCollection services, string? directory)
    {
        var path = Path.Combine(string.IsNullOrWhiteSpace(directory) ? ".data" : directory, "documents.db");
        services.TryAddSingleton<IDocumentStore>(provider => new ResilientDocumentStore(
            new SqliteDocumentStore(path, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SqliteDocumentStore>>()),
            provider.GetRequiredService<Pipelines>()));
        return services;
    }

    private static IServiceCollection AddCosmosDocuments(this IServiceCollection services, IConfigurationSection section)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CosmosOptions>, CosmosOptionsValidator>());
        services.AddOptions<CosmosOptions>().Bind(section).Configure(options => options.ConnectionString = section.Value);
        services.AddSingleton<ISettingsCheck, SettingsCheck<CosmosOptions>>();
        services.TryAddSingleton(provider => CosmosConnection.Open(provider.GetRequiredService<IOptions<CosmosOptions>>().Value));
        services.TryAddSingleton<IDocumentStore>(provider => new ResilientDocumentStore(
            new CosmosDocumentStore(provider.GetRequiredService<CosmosClient>(), provider.GetRequiredService<IOptions<CosmosOptions>>().Value),
            provider.GetRequiredService<Pipelines>()));
        services.AddHostedService<CosmosContainerMaker>();
        return services;
    }
}

/// <summary>Makes the containers before the first request, where the settings ask for it.</summary>
internal sealed class CosmosContainerMaker(CosmosClient client, IOptions<CosmosOptions> options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => options.Value.CreateContainers
        ? CosmosConnection.EnsureContainersAsync(client, options.Value, DocumentContainer.All, cancellationToken)
        : Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
