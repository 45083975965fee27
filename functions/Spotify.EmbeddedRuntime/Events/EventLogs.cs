using System.Collections.Concurrent;
using Azure.Messaging.EventHubs.Producer;

namespace Spotify.EmbeddedRuntime.Events;

/// <summary>The open event logs of this process by the name of their namespace: how an <see cref="EventHubProducerClient"/> finds the one it sends to.</summary>
internal static class EventLogs
{
    private static readonly ConcurrentDictionary<string, EventLog> Open = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes a log known.</summary>
    /// <exception cref="InvalidOperationException">One of that name is open already.</exception>
    public static void Add(EventLog log)
    {
        if (!Open.TryAdd(log.Name, log))
            throw new InvalidOperationException($"An event log for namespace '{log.Name}' is open in this process already: give each host a namespace of its own.");
    }

    public static void Remove(EventLog log) => Open.TryRemove(KeyValuePair.Create(log.Name, log));

    /// <exception cref="InvalidOperationException">None of that name is open.</exception>
    public static EventLog Find(string name) => Open.TryGetValue(name, out var log)
        ? log
        : throw new InvalidOperationException(
            $"No event log is open for namespace '{name}': the embedded runtime opens those that the setting 'EventHubs' and the Connection of an Event Hubs trigger name, once the host has started.");

    /// <summary>The namespace in a connection string.</summary>
    /// <exception cref="FormatException">It has no endpoint.</exception>
    public static string NamespaceOf(string connectionString)
    {
        foreach (var part in connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (part.StartsWith("Endpoint=", StringComparison.OrdinalIgnoreCase)
                && Uri.TryCreate(part["Endpoint=".Length..], UriKind.Absolute, out var endpoint)
                && endpoint.Host.Length > 0)
            {
                return endpoint.Host;
            }
        }

        throw new FormatException("An Event Hubs connection string reads 'Endpoint=sb://name/;...': this one has no Endpoint.");
    }
}
