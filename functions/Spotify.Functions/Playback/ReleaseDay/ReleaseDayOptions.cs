using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Spotify.Functions.Playback.ReleaseDay;

/// <summary>What is made ready before an embargo ends. Section <c>ReleaseDay</c>.</summary>
public sealed class ReleaseDayOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "ReleaseDay";

    /// <summary>How long before an embargo's end its release is read ahead.</summary>
    /// <value>Default 20 min, 5 min to 55 min: addresses of that moment are signed then already, and last an hour.</value>
    [Range(typeof(TimeSpan), "00:05:00", "00:55:00")]
    [Description("It is a time such as 00:20:00.")]
    public TimeSpan Lead { get; set; } = TimeSpan.FromMinutes(20);

    /// <summary>Tracks of a release that are read ahead, in their order.</summary>
    /// <value>Default 200, 1 to 5,000.</value>
    [Range(1, 5_000)]
    public int MostTracks { get; set; } = 200;

    /// <summary>Objects that one activity reads from the edge at once.</summary>
    /// <value>Default 8, 1 to 64.</value>
    [Range(1, 64)]
    public int ReadsAtOnce { get; set; } = 8;

    /// <summary>How long one object may take.</summary>
    /// <value>Default 30 s, 1 s to 5 min.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    [Description("It is a time such as 00:00:30.")]
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
