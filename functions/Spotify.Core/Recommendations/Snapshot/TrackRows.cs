using Spotify.Core.Telemetry;

namespace Spotify.Core.Recommendations.Snapshot;

/// <summary>Which track is which row of a model: keys in order, so that the same tracks always are the same rows.</summary>
public sealed class TrackRows
{
    private readonly TrackKey[] _keys;

    /// <summary>Numbers tracks.</summary>
    /// <param name="keys">Tracks in any order; the same one may come twice.</param>
    public TrackRows(IEnumerable<TrackKey> keys) => _keys = [.. keys.Distinct().OrderBy(key => key.Value)];

    /// <summary>How many tracks there are.</summary>
    public int Count => _keys.Length;

    /// <summary>The track of a row.</summary>
    /// <param name="row">From 0.</param>
    public TrackKey this[int row] => _keys[row];

    /// <summary>The row of a track; -1 where the model does not know it.</summary>
    public int RowOf(TrackKey track)
    {
        var (low, high) = (0, _keys.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = _keys[middle].Value.CompareTo(track.Value);
            if (order == 0)
                return middle;
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }
}
