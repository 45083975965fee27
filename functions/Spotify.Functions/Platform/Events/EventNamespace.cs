using System.Diagnostics.CodeAnalysis;

namespace Spotify.Functions.Platform.Events;

/// <summary>A namespace of event hubs that is sent to.</summary>
/// <param name="Name">Its full name; what users are spread by, so that a new key in a connection string moves nobody.</param>
/// <param name="ConnectionString">How it is reached; null for the name and an identity.</param>
internal sealed record EventNamespace(string Name, string? ConnectionString)
{
    /// <summary>Reads a setting: a connection string, or a name.</summary>
    public static bool TryParse(string? setting, [NotNullWhen(true)] out EventNamespace? parsed)
    {
        parsed = null;
        if (string.IsNullOrWhiteSpace(setting))
            return false;
        if (!setting.Contains('=', StringComparison.Ordinal))
        {
            parsed = Uri.CheckHostName(setting) == UriHostNameType.Unknown ? null : new EventNamespace(setting, null);
            return parsed is not null;
        }

        foreach (var part in setting.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (part.StartsWith("Endpoint=sb://", StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(part["Endpoint=".Length..], UriKind.Absolute, out var endpoint))
                parsed = new EventNamespace(endpoint.Host, setting);
        }

        return parsed is { Name.Length: > 0 };
    }
}
