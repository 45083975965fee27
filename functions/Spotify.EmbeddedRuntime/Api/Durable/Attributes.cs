using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Marks the parameter of an orchestrator function: a <see cref="DurableTask.TaskOrchestrationContext"/>.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class OrchestrationTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Creates the attribute.</summary>
    public OrchestrationTriggerAttribute()
    {
    }

    /// <summary>The orchestration's name.</summary>
    /// <value>Default null: the function's name.</value>
    public string? Orchestration { get; set; }
}

/// <summary>Marks the parameter of an activity function that takes the activity's input.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ActivityTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Creates the attribute.</summary>
    public ActivityTriggerAttribute()
    {
    }

    /// <summary>The activity's name.</summary>
    /// <value>Default null: the function's name.</value>
    public string? Activity { get; set; }
}

/// <summary>Binds a parameter to the <see cref="DurableTask.Client.DurableTaskClient"/> of the application.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class DurableClientAttribute : InputBindingAttribute
{
    /// <summary>Creates the attribute.</summary>
    public DurableClientAttribute()
    {
    }

    /// <summary>The task hub to talk to.</summary>
    /// <value>Default null: the application's own. The embedded runtime has this one only and refuses any other name.</value>
    public string? TaskHub { get; set; }
}
