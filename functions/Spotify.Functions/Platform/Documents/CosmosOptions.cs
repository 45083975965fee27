using System.Data.Common;
using Microsoft.Extensions.Options;

namespace Spotify.Functions.Platform.Documents;

/// <summary>How Cosmos DB is reached: by a connection string, or by the account's address and an identity. Where neither is set, documents live in SQLite.</summary>
public sealed class CosmosOptions
{
    /// <summary>The name of the setting.</summary>
    public const string Name = "Cosmos";

    /// <summary>A connection string.</summary>
    /// <value>Setting <c>Cosmos</c>, as <c>AccountEndpoint=https://...;AccountKey=...</c>; null where the address is set.</value>
    public string? ConnectionString { get; set; }

    /// <summary>The account's address.</summary>
    /// <value>Setting <c>Cosmos__accountEndpoint</c>, such as <c>https://name.documents.azure.com:443/</c>; null where the connection string is set.</value>
    public string? AccountEndpoint { get; set; }

    /// <summary>Which kind of identity to use with the address.</summary>
    /// <value>Setting <c>Cosmos__credential</c>: <c>managedidentity</c>, or null for whatever identity the machine has.</value>
    public string? Credential { get; set; }

    /// <summary>The user-assigned identity to use with the address.</summary>
    /// <value>Setting <c>Cosmos__clientId</c>; null for the machine's default identity.</value>
    public string? ClientId { get; set; }

    /// <summary>The database.</summary>
    /// <value>Setting <c>Cosmos__database</c>; default <c>spotify</c>.</value>
    public string Database { get; set; } = "spotify";

    /// <summary>Whether to make the database and its containers at start. For development endpoints: a deployment makes its own.</summary>
    /// <value>Setting <c>Cosmos__createContainers</c>; default false.</value>
    public bool CreateContainers { get; set; }

    /// <summary>Whether the endpoint knows partition keys of several paths; without, such a key's values are joined in one property.</summary>
    /// <value>Setting <c>Cosmos__hierarchicalKeys</c>; default true. False only for servers that imitate Cosmos DB; never change it on an account with data.</value>
    public bool HierarchicalKeys { get; set; } = true;

    internal Uri? Endpoint => Uri.TryCreate(
        string.IsNullOrWhiteSpace(ConnectionString) ? AccountEndpoint : PartOf(ConnectionString, "AccountEndpoint"), UriKind.Absolute, out var uri) ? uri : null;

    internal static string? PartOf(string connectionString, string key)
    {
        try
        {
            var parts = new DbConnectionStringBuilder { ConnectionString = connectionString };
            return parts.TryGetValue(key, out var value) ? value as string : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}

/// <summary>Refuses settings that lead to no account, by the names of the settings that would.</summary>
internal sealed class CosmosOptionsValidator : IValidateOptions<CosmosOptions>
{
    public ValidateOptionsResult Validate(string? name, CosmosOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(CosmosOptions options)
    {
        var byString = !string.IsNullOrWhiteSpace(options.ConnectionString);
        if (byString && !string.IsNullOrWhiteSpace(options.AccountEndpoint))
            yield return "Cosmos and Cosmos__accountEndpoint: both are set. Set the connection string or the address, not both.";
        if (byString && (options.Endpoint is null || CosmosOptions.PartOf(options.ConnectionString!, "AccountKey") is not { Length: > 0 }))
            yield return "Cosmos: this is no Cosmos DB connection string (it needs AccountEndpoint=https://...;AccountKey=...).";
        else if (options.Endpoint is not { } endpoint || (endpoint.Scheme != Uri.UriSchemeHttps && !(endpoint.Scheme == Uri.UriSchemeHttp && endpoint.IsLoopback)))
            yield return $"{(byString ? "Cosmos" : "Cosmos__accountEndpoint")}: the account's address must be an absolute https address.";
        if (options.Credential is not (null or "") && !options.Credential.Equals("managedidentity", StringComparison.OrdinalIgnoreCase))
            yield return $"Cosmos__credential: '{options.Credential}' is not known. Set it to managedidentity, or leave it out.";
        if (byString && (options.ClientId is { Length: > 0 } || options.Credential is { Length: > 0 }))
            yield return "Cosmos__clientId and Cosmos__credential: they go with Cosmos__accountEndpoint; a connection string has a key of its own.";
        if (string.IsNullOrWhiteSpace(options.Database) || options.Database.AsSpan().IndexOfAny("/\\?#") >= 0)
            yield return "Cosmos__database: set it to the database's name, without / \\ ? #.";
    }
}
