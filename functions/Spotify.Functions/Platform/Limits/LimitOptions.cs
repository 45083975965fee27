using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Spotify.Functions.Platform.Limits;

/// <summary>How much each caller may ask for. Section <c>Limits</c>; every number 0 to 10,000,000, and 0 switches that limit off.</summary>
public sealed class LimitOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Limits";

    private const int Most = 10_000_000;
    private const string Advice = "It is a number of requests; 0 for no limit.";

    /// <summary>Attempts to prove who one is, by address, in <see cref="AuthWindow"/>.</summary>
    /// <value>Default 5.</value>
    [Range(0, Most)]
    [Description(Advice)]
    public int Auth { get; set; } = 5;

    /// <summary>The window of <see cref="Auth"/>.</summary>
    /// <value>Default 15 minutes, 1 second to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    [Description("Set it as hh:mm:ss.")]
    public TimeSpan AuthWindow { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Searches a minute.</summary>
    /// <value>Default 60.</value>
    [Range(0, Most)]
    [Description(Advice)]
    public int Search { get; set; } = 60;

    /// <summary>Stream addresses a minute.</summary>
    /// <value>Default 300.</value>
    [Range(0, Most)]
    [Description(Advice)]
    public int Playback { get; set; } = 300;

    /// <summary>Changes of a library a minute.</summary>
    /// <value>Default 100.</value>
    [Range(0, Most)]
    [Description(Advice)]
    public int LibraryWrites { get; set; } = 100;

    /// <summary>Requests for recommendations a minute.</summary>
    /// <value>Default 30.</value>
    [Range(0, Most)]
    [Description(Advice)]
    public int Recommendations { get; set; } = 30;

    /// <summary>An operator's requests a minute.</summary>
    /// <value>Default 1,000.</value>
    [Range(0, Most)]
    [Description(Advice)]
    public int Admin { get; set; } = 1000;

    /// <summary>Requests of players with what they have to report, a minute.</summary>
    /// <value>Default 1,200.</value>
    [Range(0, Most)]
    [Description(Advice)]
    public int Events { get; set; } = 1200;

    /// <summary>Everything else, a minute.</summary>
    /// <value>Default 1,200.</value>
    [Range(0, Most)]
    [Description(Advice)]
    public int General { get; set; } = 1200;

    /// <summary>
    /// How much of a limit one instance gives a caller before it asks the others what they gave him. Smaller: more reads and writes for busy callers. Larger: a
    /// caller who spreads over many instances gets more above his limit (at most this share for each instance).
    /// </summary>
    /// <value>Percent, 1 to 100; default 12.</value>
    [Range(1, 100)]
    [Description("It is a share of the limit in percent.")]
    public int UnsharedPercent { get; set; } = 12;

    /// <summary>How long a request waits for what the other instances gave; after that this instance's own count decides.</summary>
    /// <value>Default 250 ms, 10 ms to 5 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:05")]
    [Description("Set it as hh:mm:ss.fff.")]
    public TimeSpan SharingTimeout { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long the store is left alone after it failed; each instance counts for itself meanwhile.</summary>
    /// <value>Default 5 s, 1 s to 5 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    [Description("Set it as hh:mm:ss.")]
    public TimeSpan SharingPause { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many callers of a kind are kept in mind at once, about 400 bytes each; beyond it those who have been quiet longest are forgotten.</summary>
    /// <value>1,000 to 100,000,000; default 1,000,000.</value>
    [Range(1000, 100_000_000)]
    public int RememberedCallers { get; set; } = 1_000_000;
}
