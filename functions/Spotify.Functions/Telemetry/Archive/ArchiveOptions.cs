using System.ComponentModel.DataAnnotations;

namespace Spotify.Functions.Telemetry.Archive;

/// <summary>How raw events are archived. Settings <c>Archive__*</c>.</summary>
public sealed class ArchiveOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Archive";

    /// <summary>When a part is large enough and the next one begins.</summary>
    /// <value>Bytes as stored; 4 KiB to 1 GiB, default 64 MiB.</value>
    [Range(4L * 1024, 1024L * 1024 * 1024)]
    public long PartBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>How long after its end an hour is sealed.</summary>
    /// <value>1 minute to 1 day, default 15 minutes.</value>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan SealAfter { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long after its end an hour must be complete; what is missing then is an alarm.</summary>
    /// <value>At least <see cref="SealAfter"/>, at most 7 days; default 90 minutes.</value>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan AlarmAfter { get; set; } = TimeSpan.FromMinutes(90);

    /// <summary>How far back the hourly runs look: longer than a hub keeps events, which is how late they can come.</summary>
    /// <value>1 to 60 days, default 8.</value>
    [Range(1, 60)]
    public int LookBackDays { get; set; } = 8;

    /// <summary>When parts move to the tier Cool.</summary>
    /// <value>Months after their day, 1 to 120, default 2.</value>
    [Range(1, 120)]
    public int CoolAfterMonths { get; set; } = 2;

    /// <summary>When parts move to the tier Archive, where a query must wait for hours until they are brought back.</summary>
    /// <value>Months after their day, above <see cref="CoolAfterMonths"/>, at most 240; default 13.</value>
    [Range(2, 240)]
    public int ArchiveAfterMonths { get; set; } = 13;

    /// <summary>Where an hour's segments are merged; its compressed size must fit.</summary>
    /// <value>A folder; default one in the system's temporary folder.</value>
    [Required]
    public string WorkFolder { get; set; } = Path.Combine(Path.GetTempPath(), "spotify-archive");

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (AlarmAfter < SealAfter)
            yield return new ValidationResult("set it to at least SealAfter: an hour cannot be complete before it is sealed", [nameof(AlarmAfter)]);
        if (ArchiveAfterMonths <= CoolAfterMonths)
            yield return new ValidationResult("set it above CoolAfterMonths", [nameof(ArchiveAfterMonths)]);
    }
}
