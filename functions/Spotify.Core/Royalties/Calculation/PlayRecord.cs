using System.Runtime.InteropServices;

namespace Spotify.Core.Royalties.Calculation;

/// <summary>One play on its way into a shard of listeners: 24 bytes, no object.</summary>
/// <param name="Listener">The pseudonym.</param>
/// <param name="Recording">The number of the recording.</param>
/// <param name="Market">The number of the market.</param>
/// <param name="Delta">1 for a play, -1 for one that is taken back, 0 for one that does not count.</param>
/// <param name="Active">1 where the listener chose it, otherwise 0.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public readonly record struct PlayRecord(UInt128 Listener, int Recording, ushort Market, sbyte Delta, byte Active);
