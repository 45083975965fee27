using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Spotify.Functions.Platform.Resilience.Faults;

/// <summary>Whether faults may be put on dependencies on purpose. Section <c>Faults</c>.</summary>
public sealed class FaultOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Faults";

    /// <summary>Whether faults may be injected at all.</summary>
    /// <value>Default false: <see cref="FaultPlan.TryInject"/> refuses.</value>
    public bool Enabled { get; set; }

    /// <summary>How long a fault lasts at the most, whatever is asked for, so that one that nobody takes away ends by itself.</summary>
    /// <value>1 second to 1 hour, default 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    [Description("Set it to a time, such as 00:10:00.")]
    public TimeSpan Longest { get; set; } = TimeSpan.FromMinutes(10);
}
