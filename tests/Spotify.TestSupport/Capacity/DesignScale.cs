namespace Spotify.TestSupport.Capacity;

/// <summary>What the service is designed for.</summary>
public static class DesignScale
{
    /// <summary>Requests of the API in the busiest second.</summary>
    public const double ApiRequests = 500_000;

    /// <summary>Streams begun in the busiest second.</summary>
    public const double PeakStarts = 175_000;

    /// <summary>Streams a day.</summary>
    public const double StreamsADay = 5e9;

    /// <summary>Events in the busiest second.</summary>
    public const double PeakEvents = 6e6;

    /// <summary>Tracks in the catalogue.</summary>
    public const double Tracks = 100e6;

    /// <summary>New tracks a day.</summary>
    public const double TracksADay = 100_000;

    /// <summary>Bytes that listeners get from the edge in a day.</summary>
    public const double EdgeBytesADay = 20e15;

    /// <summary>The share of them that the edge has.</summary>
    public const double EdgeHits = .95;

    /// <summary>Bytes of audio.</summary>
    public const double AudioBytes = 2.5e15;

    /// <summary>Bytes of listeners' data.</summary>
    public const double UserBytes = 35e12;

    /// <summary>Bytes of events a year.</summary>
    public const double EventBytesAYear = 10e15;

    /// <summary>Listeners a day.</summary>
    public const double ListenersADay = 250e6;
}
