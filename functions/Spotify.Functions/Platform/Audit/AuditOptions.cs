using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Spotify.Functions.Platform.Audit;

/// <summary>The record of operators' actions. Section <c>Audit</c>.</summary>
public sealed class AuditOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Audit";

    /// <summary>For how many days an entry is kept; after that it goes by itself.</summary>
    /// <value>Default 400, 30 to 3,650.</value>
    [Range(30, 3_650)]
    [Description("It is a number of days.")]
    public int KeptDays { get; set; } = 400;
}
