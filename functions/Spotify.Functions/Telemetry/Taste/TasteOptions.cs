using System.ComponentModel.DataAnnotations;

namespace Spotify.Functions.Telemetry.Taste;

/// <summary>Section <c>Taste</c>: how plays become taste.</summary>
public sealed class TasteOptions
{
    /// <summary>After how many days a play weighs half.</summary>
    /// <value>Days, 0.1 to 3,650; default 30.</value>
    [Range(0.1, 3650)]
    public double HalfLifeDays { get; set; } = 30;

    /// <summary>The half-life as a time.</summary>
    public TimeSpan HalfLife => TimeSpan.FromDays(HalfLifeDays);
}
