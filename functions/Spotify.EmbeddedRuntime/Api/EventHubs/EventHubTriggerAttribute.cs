using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Starts a function for the events of a hub, read by one consumer group.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class EventHubTriggerAttribute : TriggerBindingAttribute, ISupportCardinality
{
    /// <summary>Creates the attribute.</summary>
    /// <param name="eventHubName">The hub's name; <c>%NAME%</c> is taken from the settings.</param>
    public EventHubTriggerAttribute(string eventHubName) => EventHubName = eventHubName;

    /// <summary>The hub's name.</summary>
    public string EventHubName { get; }

    /// <summary>The consumer group; null is <c>$Default</c>.</summary>
    public string? ConsumerGroup { get; set; }

    /// <summary>The setting that holds the connection string of the namespace.</summary>
    public string? Connection { get; set; }

    /// <summary>Whether an invocation gets an array of events.</summary>
    /// <value>Default true.</value>
    public bool IsBatched { get; set; } = true;

    Cardinality ISupportCardinality.Cardinality
    {
        get => IsBatched ? Cardinality.Many : Cardinality.One;
        set => IsBatched = value == Cardinality.Many;
    }
}
