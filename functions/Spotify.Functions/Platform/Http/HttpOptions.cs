using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Spotify.Functions.Platform.Http;

/// <summary>Bounds of every request. Section <c>Http</c>.</summary>
public sealed class HttpOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Http";

    /// <summary>How long a request may take until its answer is begun; a function may have a limit of its own (<see cref="TimeLimitAttribute"/>).</summary>
    /// <value>Default 30 s, 1 s to 10 minutes. The Functions host itself gives up after 230 s.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    [Description("Set it as hh:mm:ss.")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the query string of an address may be.</summary>
    /// <value>Characters, 256 to 8,000; default 4,096. Both servers refuse a request line over 8 KB and headers over 32 KB by themselves.</value>
    [Range(256, 8000)]
    public int QueryCharacters { get; set; } = 4096;

    /// <summary>For how long browsers that came over https are told to come no other way (<c>Strict-Transport-Security</c>).</summary>
    /// <value>Days, 0 to 730; default 365. 0 leaves the header out.</value>
    [Range(0, 730)]
    public int StrictTransportDays { get; set; } = 365;
}
