using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

#pragma warning disable IDE0130 // It stands where the package has it.
namespace Microsoft.Azure.Functions.Worker;

/// <summary>The package's attribute as its public documentation gives it, so that everything else compiles where the registry lacks that package.</summary>
/// <param name="eventHubName">The hub.</param>
[BindingCapabilities(KnownBindingCapabilities.FunctionLevelRetry)]
public sealed class EventHubTriggerAttribute(string eventHubName) : TriggerBindingAttribute, ISupportCardinality
{
    /// <summary>The hub.</summary>
    public string EventHubName { get; } = eventHubName;

    /// <summary>The consumer group.</summary>
    public string? ConsumerGroup { get; set; }

    /// <summary>The setting's name that says where the namespace is.</summary>
    public string? Connection { get; set; }

    /// <summary>Whether events come in batches.</summary>
    public bool IsBatched { get; set; } = true;

    Cardinality ISupportCardinality.Cardinality
    {
        get => IsBatched ? Cardinality.Many : Cardinality.One;
        set => IsBatched = value == Cardinality.Many;
    }
}
