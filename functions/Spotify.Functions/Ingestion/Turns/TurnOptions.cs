using System.ComponentModel.DataAnnotations;

namespace Spotify.Functions.Ingestion.Turns;

/// <summary>How many tracks are in work. Settings <c>Ingestion__*</c>, beside <see cref="IngestionOptions"/>.</summary>
public sealed class TurnOptions
{
    /// <summary>Tracks in work at once, on all instances together.</summary>
    /// <value>
    /// 1 to 10,000. Default for one instance: two for each processor, since one fetches and stores while another encodes; at least 2 and at most 6, so that of the eight
    /// activities that host.json lets run at once two are left for the short ones. With several instances set it to that times their number.
    /// </value>
    [Range(1, 10_000)]
    public int TurnsAtOnce { get; set; } = Math.Clamp(2 * Environment.ProcessorCount, 2, 6);
}
