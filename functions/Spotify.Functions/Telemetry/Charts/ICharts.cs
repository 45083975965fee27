using Spotify.Core;

namespace Spotify.Functions.Telemetry.Charts;

/// <summary>What is played most, for other capabilities.</summary>
public interface ICharts
{
    /// <summary>The tracks of the newest weekly chart of a market, the daily one where there is none yet, the world's where the market has neither; most played first.</summary>
    /// <param name="market">ISO 3166-1 alpha-2; empty for the world's.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>Ids of tracks; empty where nothing has been played yet. Kept in this process for some minutes, and for as long as the store is in trouble.</returns>
    /// <exception cref="TransientException">The store is in trouble and the chart was not read before.</exception>
    ValueTask<IReadOnlyList<string>> TopAsync(string market, CancellationToken cancellationToken = default);
}
