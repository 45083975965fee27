using Azure.Identity;
using Microsoft.Azure.Cosmos;

namespace Spotify.Functions.Platform.Documents;

/// <summary>Opens clients of Cosmos DB and, on development endpoints, makes the containers.</summary>
internal static class CosmosConnection
{
    /// <summary>The property, and the key path, that joins the values of a key where the endpoint knows keys of one path only.</summary>
    public const string JoinedKey = "partitionKey";

    /// <summary>Opens a client; nothing is sent yet.</summary>
    /// <param name="options">Where to.</param>
    /// <param name="configure">Changes to the client's options, for tests.</param>
    public static CosmosClient Open(CosmosOptions options, Action<CosmosClientOptions>? configure = null)
    {
        var client = new CosmosClientOptions
        {
            ApplicationName = "spotify-functions",
            EnableContentResponseOnWrite = false,
            ConnectionMode = options.Endpoint!.IsLoopback ? ConnectionMode.Gateway : ConnectionMode.Direct,
            LimitToEndpoint = options.Endpoint.IsLoopback,
            // Some patience here; what is throttled for longer is the caller's retry policy's (TransientException).
            MaxRetryAttemptsOnRateLimitedRequests = 5,
            MaxRetryWaitTimeOnRateLimitedRequests = TimeSpan.FromSeconds(5),
        };
        configure?.Invoke(client);
        if (!string.IsNullOrWhiteSpace(options.ConnectionString))
            return new CosmosClient(options.ConnectionString, client);
        return options.Credential is { Length: > 0 }
            ? new CosmosClient(options.AccountEndpoint, new ManagedIdentityCredential(Identity(options)), client)
            : new CosmosClient(options.AccountEndpoint, new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = options.ClientId }), client);
    }

    /// <summary>Makes the database and the containers that are missing; what is there stays as it is.</summary>
    public static async Task EnsureContainersAsync(CosmosClient client, CosmosOptions options, IEnumerable<DocumentContainer> containers, CancellationToken cancellationToken)
    {
        Database database = await client.CreateDatabaseIfNotExistsAsync(options.Database, cancellationToken: cancellationToken);
        foreach (var container in containers)
            await database.CreateContainerIfNotExistsAsync(Define(container, options.HierarchicalKeys), cancellationToken: cancellationToken);
    }

    /// <summary>A container as it should be: its key, expiry per document, and no index but what range reads use.</summary>
    public static ContainerProperties Define(DocumentContainer container, bool hierarchicalKeys)
    {
        var paths = PathsOf(container, hierarchicalKeys);
        var properties = new ContainerProperties(container.Name, paths)
        {
            PartitionKeyDefinitionVersion = PartitionKeyDefinitionVersion.V2,
            // On, and for ever unless a document says otherwise.
            DefaultTimeToLive = -1,
        };
        // The id is always indexed; the key, being part of every query, should be. All else costs writes for nothing.
        foreach (var path in paths.Where(path => path != "/id"))
            properties.IndexingPolicy.IncludedPaths.Add(new IncludedPath { Path = path + "/?" });
        properties.IndexingPolicy.ExcludedPaths.Add(new ExcludedPath { Path = "/*" });
        return properties;
    }

    private static List<string> PathsOf(DocumentContainer container, bool hierarchicalKeys) =>
        hierarchicalKeys || container.PartitionKeyPaths.Count == 1 ? [.. container.PartitionKeyPaths] : ["/" + JoinedKey];

    private static ManagedIdentityId Identity(CosmosOptions options) =>
        options.ClientId is { Length: > 0 } id ? ManagedIdentityId.FromUserAssignedClientId(id) : ManagedIdentityId.SystemAssigned;
}
