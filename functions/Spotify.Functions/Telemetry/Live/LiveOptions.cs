using System.ComponentModel.DataAnnotations;

namespace Spotify.Functions.Telemetry.Live;

/// <summary>Section <c>Live</c>: live statistics.</summary>
public sealed class LiveOptions
{
    /// <summary>How many distinct listeners a track needs within half an hour and a market to be in the trending chart.</summary>
    /// <value>1 to 1,000,000; default 10. A few accounts that play a track all day move nothing below it.</value>
    [Range(1, 1_000_000)]
    public int TrendingLeastListeners { get; set; } = 10;
}
