using System.Diagnostics.CodeAnalysis;
using Azure.Messaging.EventHubs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Spotify.EmbeddedRuntime.Hosting;

namespace Spotify.EmbeddedRuntime.Events;

/// <summary>A function with an Event Hubs trigger, its attribute resolved.</summary>
/// <param name="Function">The function.</param>
/// <param name="Namespace">The namespace its connection names.</param>
/// <param name="Hub">The hub it reads.</param>
/// <param name="ConsumerGroup">As whom it reads.</param>
/// <param name="IsBatched">Whether an invocation gets many events.</param>
/// <param name="Convert">Makes the value of its parameter: of all events of a batch, or of the single one.</param>
internal sealed record EventHubFunction(
    FunctionDescriptor Function, string Namespace, string Hub, string ConsumerGroup, bool IsBatched, Func<IReadOnlyList<EventData>, object> Convert)
{
    private static readonly Dictionary<Type, Func<IReadOnlyList<EventData>, object>> Batches = new()
    {
        [typeof(EventData[])] = events => events.ToArray(),
        [typeof(string[])] = events => Map(events, data => data.EventBody.ToString()),
        [typeof(byte[][])] = events => Map(events, Bytes),
        [typeof(BinaryData[])] = events => Map(events, data => data.EventBody),
    };

    private static readonly Dictionary<Type, Func<IReadOnlyList<EventData>, object>> Singles = new()
    {
        [typeof(EventData)] = events => events[0],
        [typeof(string)] = events => events[0].EventBody.ToString(),
        [typeof(byte[])] = events => Bytes(events[0]),
        [typeof(BinaryData)] = events => events[0].EventBody,
    };

    /// <summary>Resolves a trigger.</summary>
    /// <param name="function">The function.</param>
    /// <param name="trigger">Its attribute.</param>
    /// <param name="settings">Resolves <c>%NAME%</c>.</param>
    /// <param name="configuration">Holds the connection.</param>
    /// <param name="result">The function, when nothing is wrong.</param>
    /// <param name="problem">What is wrong otherwise.</param>
    public static bool TryResolve(
        FunctionDescriptor function, EventHubTriggerAttribute trigger, ISettingResolver settings, IConfiguration configuration,
        [NotNullWhen(true)] out EventHubFunction? result, [NotNullWhen(false)] out string? problem)
    {
        result = null;
        var type = function.TriggerParameter.ParameterType;
        var supported = trigger.IsBatched ? Batches : Singles;
        if (!supported.TryGetValue(type, out var convert))
        {
            problem = $"Function '{function.Name}': its Event Hubs trigger has IsBatched = {(trigger.IsBatched ? "true" : "false")} and cannot fill a {type}: "
                + $"use one of {string.Join(", ", supported.Keys.Select(one => one.Name))}, or change IsBatched.";
            return false;
        }

        var hub = settings.Resolve(trigger.EventHubName);
        if (!EventHubLog.IsValidName(hub))
        {
            problem = $"Function '{function.Name}': '{hub}' cannot name an event hub.";
            return false;
        }

        if (!EventHubConnection.TryFindNamespace(configuration, trigger.Connection, out var name, out problem))
        {
            problem = $"Function '{function.Name}': {problem}";
            return false;
        }

        result = new EventHubFunction(function, name, hub, settings.Resolve(trigger.ConsumerGroup ?? "$Default"), trigger.IsBatched, convert);
        return true;
    }

    private static T[] Map<T>(IReadOnlyList<EventData> events, Func<EventData, T> map)
    {
        var values = new T[events.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = map(events[i]);
        return values;
    }

    private static byte[] Bytes(EventData data) => data.EventBody.ToArray();
}
