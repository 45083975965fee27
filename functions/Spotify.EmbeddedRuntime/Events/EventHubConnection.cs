using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;

namespace Spotify.EmbeddedRuntime.Events;

/// <summary>Finds the namespace that a connection's settings name: a connection string, or <c>X__fullyQualifiedNamespace</c>.</summary>
internal static class EventHubConnection
{
    /// <summary>The setting whose namespace is opened even when no trigger reads from it, because something may send to it.</summary>
    public const string Usual = "EventHubs";

    public static bool TryFindNamespace(
        IConfiguration configuration, string? connection, [NotNullWhen(true)] out string? name, [NotNullWhen(false)] out string? problem)
    {
        (name, problem) = (null, null);
        if (string.IsNullOrEmpty(connection))
        {
            problem = "its Event Hubs trigger needs Connection = \"...\", the name of the setting with the connection string.";
            return false;
        }

        var text = configuration[connection];
        name = configuration[$"{connection}:fullyQualifiedNamespace"];
        try
        {
            name = string.IsNullOrEmpty(text) ? name : EventLogs.NamespaceOf(text);
        }
        catch (FormatException exception)
        {
            problem = $"the setting '{connection}' cannot be used. {exception.Message}";
            return false;
        }

        if (string.IsNullOrEmpty(name))
            problem = $"the setting '{connection}' is missing: set it to an Event Hubs connection string, such as 'Endpoint=sb://local/'.";
        return name is { Length: > 0 } && problem is null;
    }
}
