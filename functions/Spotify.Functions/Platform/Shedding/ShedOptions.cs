using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Spotify.Functions.Platform.Shedding;

/// <summary>What an instance gives up first when it is asked for more than it can do. Section <c>Shedding</c>.</summary>
public sealed class ShedOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Shedding";

    /// <summary>Requests under way at which this instance is full. From half of it on recommendations are refused, from two thirds searches, from five sixths all else but playback.</summary>
    /// <value>Default 1,000, 0 to 1,000,000; 0 never refuses.</value>
    [Range(0, 1_000_000)]
    [Description("It is a number of requests under way; 0 to refuse none.")]
    public int Capacity { get; set; } = 1_000;

    /// <summary>What is switched off altogether, whatever the load: <c>recommendations</c>, <c>search</c>, or both with a comma between them.</summary>
    /// <value>Empty by default.</value>
    [RegularExpression("^$|^(recommendations|search)(,(recommendations|search))*$")]
    [Description("Name recommendations, search, or both with a comma between them; leave it empty for neither.")]
    public string Off { get; set; } = "";
}
