using Spotify.Core.Telemetry;

namespace Spotify.Core.Recommendations.Vectors;

/// <summary>Which row of a model is which track: keys in order of their numbers, so that the same tracks have the same rows whatever order they came in.</summary>
public sealed class ItemTable
{
    private readonly UInt128[] _keys;

    private ItemTable(UInt128[] keys) => _keys = keys;

    /// <summary>How many tracks there are.</summary>
    public int Count => _keys.Length;

    /// <summary>The track of a row.</summary>
    /// <param name="row">From 0.</param>
    public TrackKey this[int row] => new(_keys[row]);

    /// <summary>Makes the table of some tracks; one that comes twice has one row.</summary>
    public static ItemTable Of(IEnumerable<TrackKey> tracks)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        return new ItemTable([.. tracks.Select(track => track.Value).Distinct().Order()]);
    }

    /// <summary>The row of a track.</summary>
    /// <returns>-1 where the model does not know it.</returns>
    public int RowOf(TrackKey track) => Math.Max(-1, Array.BinarySearch(_keys, track.Value));
}
