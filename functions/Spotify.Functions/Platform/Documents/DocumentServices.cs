using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Spotify.Functions.Platform.Documents;

/// <summary>Registers the document store.</summary>
public static class DocumentServices
{
    /// <summary>Registers <see cref="IDocumentStore"/> over SQLite: <c>documents.db</c> under <c>Embedded:DataDirectory</c>.</summary>
    public static IServiceCollection AddDocuments(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        var path = Path.Combine(configuration["Embedded:DataDirectory"] is { Length: > 0 } directory ? directory : ".data", "documents.db");
        services.AddSingleton<IDocumentStore>(provider => new SqliteDocumentStore(
            path, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SqliteDocumentStore>>()));
        return services;
    }
}
