using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Spotify.Core.Telemetry.Closing;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>How months are closed. Settings <c>Telemetry__*</c>.</summary>
public sealed class ClosingOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Telemetry";

    /// <summary>When the month before is closed: six NCrontab fields in UTC, 06:00 on the first of each month.</summary>
    public const string CloseSchedule = "0 0 6 1 * *";

    /// <summary>Into how many shards the plays of a month are cut. A month keeps the number that its closing began with.</summary>
    /// <value>A power of two from 1 to 4,096, default 16. Some ten million plays a shard are handled well.</value>
    [Description("Set a power of two from 1 to 4096.")]
    public int LedgerShards { get; set; } = 16;

    /// <summary>In how many ranges a container is read when a month is closed.</summary>
    /// <value>1 to 256, default 32; as many are read at once as the host runs activities.</value>
    [Range(1, 256)]
    public int LedgerScanRanges { get; set; } = 32;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!LedgerId.IsShardCount(LedgerShards))
            yield return new ValidationResult($"{LedgerShards} is not a power of two from 1 to {LedgerId.MaxShards}.", [nameof(LedgerShards)]);
    }
}
