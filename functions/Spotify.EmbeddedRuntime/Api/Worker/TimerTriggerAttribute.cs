using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Starts a function on a schedule.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TimerTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Creates the trigger.</summary>
    /// <param name="schedule">Six NCrontab fields (seconds first) in UTC, a time span, or <c>%SETTING%</c> that holds either.</param>
    public TimerTriggerAttribute(string schedule) => Schedule = schedule;

    /// <summary>The schedule as it was written.</summary>
    public string Schedule { get; }

    /// <summary>Whether the schedule outlives a restart and a missed run is caught up once. Default true.</summary>
    public bool UseMonitor { get; set; } = true;

    /// <summary>Whether the function also runs when the host starts.</summary>
    public bool RunOnStartup { get; set; }
}

/// <summary>What a timer-triggered function learns about its run.</summary>
public class TimerInfo
{
    /// <summary>Creates an empty one.</summary>
    public TimerInfo()
    {
    }

    /// <summary>The runs before and after this one; null where the schedule is not monitored.</summary>
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>Whether this run should have happened earlier.</summary>
    public bool IsPastDue { get; set; }
}

/// <summary>Where a timer stands on its schedule; all times in UTC.</summary>
public class ScheduleStatus
{
    /// <summary>Creates an empty one.</summary>
    public ScheduleStatus()
    {
    }

    /// <summary>The last run that was recorded.</summary>
    public DateTime Last { get; set; }

    /// <summary>The next run that is expected.</summary>
    public DateTime Next { get; set; }

    /// <summary>When the record last changed.</summary>
    public DateTime LastUpdated { get; set; }
}
