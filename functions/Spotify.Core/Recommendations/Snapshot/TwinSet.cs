using System.Buffers.Binary;
using Spotify.Core.Telemetry;

namespace Spotify.Core.Recommendations.Snapshot;

/// <summary>
/// Listeners of exactly the same tracks. People do not have the same tracks by chance, rings do: together such listeners weigh in learning what one of them would.
/// </summary>
/// <param name="Set">A hash of the tracks.</param>
/// <param name="Count">How many listeners have them.</param>
public readonly record struct TwinSet(ulong Set, int Count)
{
    /// <summary>Listeners of fewer tracks are nobody's twins: a few tracks may well be the same by chance.</summary>
    public const int FewestTracks = 8;

    /// <summary>The hash of what a model learns of a listener; null where he has fewer tracks than <see cref="FewestTracks"/>.</summary>
    /// <param name="listener">The listener.</param>
    public static ulong? SetOf(ListenerSnapshot listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        var tracks = listener.Tastes.Where(entry => entry.Trained > 0).Select(entry => entry.Track.Value).ToArray();
        if (tracks.Length < FewestTracks)
            return null;
        var bytes = new byte[16 * tracks.Length];
        for (var i = 0; i < tracks.Length; i++)
            BinaryPrimitives.WriteUInt128LittleEndian(bytes.AsSpan(16 * i), tracks[i]);
        return StableHash.Of(bytes);
    }
}
