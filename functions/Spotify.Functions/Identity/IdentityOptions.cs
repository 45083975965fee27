using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Spotify.Functions.Identity;

/// <summary>How recordings are known by their sound. Settings <c>Identity__*</c>.</summary>
public sealed class IdentityOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Identity";

    /// <summary>How many partitions the index of fingerprints has, as a power of two.</summary>
    /// <value>6 to 16; default 12, for some millions of tracks. 16 for a hundred million. What is stored was laid out by it: it changes with a new index alone.</value>
    [Range(6, 16)]
    [Description("Keep what the index was made with.")]
    public int BucketBits { get; set; } = 12;

    /// <summary>Longest that <c>POST /v1/identify</c> waits for a free processor and for the decoding of a recording.</summary>
    /// <value>1 second to 1 minute; default 20 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    [Description("Set it as hh:mm:ss.")]
    public TimeSpan DecodeTimeLimit { get; set; } = TimeSpan.FromSeconds(20);
}
