namespace Spotify.Core.Telemetry;

/// <summary>The kinds of device that statistics tell apart. JSON: snake_case. The numbers are written to the hub: never renumber.</summary>
public enum DeviceType
{
    /// <summary>The client did not say.</summary>
    Unknown = 0,

    /// <summary>A kind that is not in this list.</summary>
    Other = 1,

    /// <summary>A telephone.</summary>
    Phone = 2,

    /// <summary>A tablet.</summary>
    Tablet = 3,

    /// <summary>A computer's own client.</summary>
    Computer = 4,

    /// <summary>A browser.</summary>
    Web = 5,

    /// <summary>A loudspeaker.</summary>
    Speaker = 6,

    /// <summary>A television set.</summary>
    Tv = 7,

    /// <summary>A car.</summary>
    Car = 8,

    /// <summary>A watch.</summary>
    Watch = 9,

    /// <summary>A game console.</summary>
    GameConsole = 10,
}
