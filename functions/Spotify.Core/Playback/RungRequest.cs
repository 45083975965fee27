namespace Spotify.Core.Playback;

/// <summary>What decides which rendition a listener gets.</summary>
/// <param name="Tier">What the listener pays for: a bound that nothing lifts.</param>
/// <param name="Quality">The rung that was asked for, or null; asking lifts the network's bound, never the tier's.</param>
/// <param name="Format">The format that was asked for, or null.</param>
/// <param name="Network">What the device is connected by.</param>
public readonly record struct RungRequest(Tier Tier, Quality? Quality = null, AudioFormat? Format = null, NetworkType Network = NetworkType.Unknown);
