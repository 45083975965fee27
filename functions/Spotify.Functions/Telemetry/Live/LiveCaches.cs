using Spotify.Functions.Platform.Caching;

namespace Spotify.Functions.Telemetry.Live;

/// <summary>How long answers are kept.</summary>
internal static class LiveCaches
{
    /// <summary>Answers that are to be known within seconds: ten seconds, at most twenty.</summary>
    public static ReadThroughCacheOptions Short(int capacity) => new()
    {
        Capacity = capacity,
        FreshFor = TimeSpan.FromSeconds(10),
        ConfirmWithin = TimeSpan.FromSeconds(10),
        PatienceWithEntry = TimeSpan.FromSeconds(2),
        LoadTimeout = TimeSpan.FromSeconds(30),
    };

    /// <summary>Answers of an hour.</summary>
    public static ReadThroughCacheOptions Hourly(int capacity) => new()
    {
        Capacity = capacity,
        FreshFor = TimeSpan.FromHours(1),
        ConfirmWithin = TimeSpan.FromMinutes(5),
        LoadTimeout = TimeSpan.FromSeconds(10),
    };
}
