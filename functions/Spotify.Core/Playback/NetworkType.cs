namespace Spotify.Core.Playback;

/// <summary>What the listener's device is connected by. On the wire <c>wifi ethernet 5g 4g 3g 2g</c>.</summary>
public enum NetworkType
{
    /// <summary>The client does not say.</summary>
    Unknown = 0,

    /// <summary>Second-generation mobile.</summary>
    SecondGeneration = 1,

    /// <summary>Third-generation mobile.</summary>
    ThirdGeneration = 2,

    /// <summary>Fourth-generation mobile.</summary>
    FourthGeneration = 3,

    /// <summary>Fifth-generation mobile.</summary>
    FifthGeneration = 4,

    /// <summary>Wireless network.</summary>
    Wifi = 5,

    /// <summary>Wired network.</summary>
    Ethernet = 6,
}
