using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>Reads a range of the ledger.</summary>
public sealed class ScanPlays(LedgerScan scan)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">Which range.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(ScanPlays))]
    public Task<ScannedRange> Run([ActivityTrigger] ScanInput input, CancellationToken cancellationToken) => scan.ScanAsync(input, cancellationToken);
}
