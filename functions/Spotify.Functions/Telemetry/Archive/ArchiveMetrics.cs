using System.Diagnostics.Metrics;
using Spotify.Core.Telemetry.Archive;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Telemetry.Archive;

/// <summary>What the archive counts, on the meter of <see cref="SpotifyMetrics"/>.</summary>
public sealed class ArchiveMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _batches;
    private readonly Counter<long> _incomplete;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meters">Where meters come from.</param>
    public ArchiveMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _meter = meters.Create(SpotifyMetrics.MeterName);
        _batches = _meter.CreateCounter<long>("archive_batches_total", description: "Bodies of a hub that the archive took, by what became of them.");
        _incomplete = _meter.CreateCounter<long>("archive_incomplete_total", description: "Hours of the archive that were found to lack what was sent.");
    }

    internal void Taken(string hub, ReceiptMark mark) =>
        _batches.Add(1, new("hub", hub), new("outcome", mark switch { ReceiptMark.Kept => "kept", ReceiptMark.Erased => "erased", _ => "parked" }));

    internal void Incomplete(string hub) => _incomplete.Add(1, new KeyValuePair<string, object?>("hub", hub));

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
