using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Spotify.Functions.Platform.Chaos;

/// <summary>Experiments with faults on purpose. Section <c>Chaos</c>.</summary>
public sealed class ChaosOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Chaos";

    /// <summary>When an experiment is made, where they are on: on weekdays at 10:00 UTC, when people are at work.</summary>
    public const string Schedule = "0 0 10 * * 1-5";

    /// <summary>Whether experiments are made. <c>Faults__Enabled</c> must be set too.</summary>
    /// <value>Default false.</value>
    public bool Enabled { get; set; }

    /// <summary>How long a fault stays.</summary>
    /// <value>Default 1 min, 10 s to 10 min.</value>
    [Range(typeof(TimeSpan), "00:00:10", "00:10:00")]
    [Description("It is a time such as 00:01:00.")]
    public TimeSpan Lasting { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The share of stream requests that must succeed while a fault is on; below it the fault is taken away at once.</summary>
    /// <value>Default 0.99, 0.5 to 1.</value>
    [Range(0.5, 1)]
    public double LeastSuccess { get; set; } = .99;

    /// <summary>With fewer stream requests than this nothing is concluded, and the fault is not aborted for a single one.</summary>
    /// <value>Default 20, 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int LeastRequests { get; set; } = 20;
}
