namespace Spotify.Core.Telemetry.Live;

/// <summary>What departs from its own history. JSON: snake_case. The names are stored: never rename.</summary>
public enum AnomalyKind
{
    /// <summary>The plays of a market.</summary>
    MarketPlays = 0,

    /// <summary>The listeners of a market.</summary>
    MarketListeners = 1,

    /// <summary>The plays of a track in all markets.</summary>
    TrackPlays = 2,

    /// <summary>The listeners of a track in all markets.</summary>
    TrackListeners = 3,

    /// <summary>The share of started tracks with an error, of a client version.</summary>
    ClientErrors = 4,
}

/// <summary>Something that departs from its own history.</summary>
/// <param name="Kind">What.</param>
/// <param name="Name">Which market, track or client version.</param>
/// <param name="Value">What was counted: a number, or a share.</param>
/// <param name="Expected">What its history led to expect.</param>
/// <param name="Score">How many deviations lie between; negative where there is too little.</param>
public sealed record Anomaly(AnomalyKind Kind, string Name, double Value, double Expected, double Score);
