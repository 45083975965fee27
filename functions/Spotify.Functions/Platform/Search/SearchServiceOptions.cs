using System.Data.Common;
using Microsoft.Extensions.Options;

namespace Spotify.Functions.Platform.Search;

/// <summary>How AI Search is reached: by a connection string, or by the service's address and an identity. Where neither is set, the index is in SQLite.</summary>
public sealed class SearchServiceOptions
{
    /// <summary>The name of the setting.</summary>
    public const string Name = "Search";

    /// <summary>A connection string.</summary>
    /// <value>Setting <c>Search</c>, as <c>Endpoint=https://NAME.search.windows.net;Key=...</c> with an admin key; null where the address is set.</value>
    public string? ConnectionString { get; set; }

    /// <summary>The service's address.</summary>
    /// <value>Setting <c>Search__endpoint</c>, such as <c>https://NAME.search.windows.net</c>; null where the connection string is set.</value>
    public string? Endpoint { get; set; }

    /// <summary>The user-assigned identity to use with the address.</summary>
    /// <value>Setting <c>Search__clientId</c>; null for the machine's default identity.</value>
    public string? ClientId { get; set; }

    internal Uri? Address => Uri.TryCreate(string.IsNullOrWhiteSpace(ConnectionString) ? Endpoint : PartOf("Endpoint"), UriKind.Absolute, out var uri) ? uri : null;

    internal string? Key => PartOf("Key");

    private string? PartOf(string key)
    {
        try
        {
            var parts = new DbConnectionStringBuilder { ConnectionString = ConnectionString };
            return parts.TryGetValue(key, out var value) ? value as string : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}

/// <summary>Refuses settings that lead to no service, by the names of the settings that would.</summary>
internal sealed class SearchServiceOptionsValidator : IValidateOptions<SearchServiceOptions>
{
    public ValidateOptionsResult Validate(string? name, SearchServiceOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(SearchServiceOptions options)
    {
        var byString = !string.IsNullOrWhiteSpace(options.ConnectionString);
        if (byString && !string.IsNullOrWhiteSpace(options.Endpoint))
            yield return "Search and Search__endpoint: both are set. Set the connection string or the address, not both.";
        if (byString && (options.Address is null || options.Key is not { Length: > 0 }))
            yield return "Search: this is no connection string of AI Search (it needs Endpoint=https://...;Key=...).";
        else if (options.Address is not { } address || (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
            yield return $"{(byString ? "Search" : "Search__endpoint")}: the service's address must be an absolute https address.";
        if (byString && options.ClientId is { Length: > 0 })
            yield return "Search__clientId: it goes with Search__endpoint; a connection string has a key of its own.";
    }
}
