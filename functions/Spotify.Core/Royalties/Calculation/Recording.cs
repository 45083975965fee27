using Spotify.Core.Telemetry;

namespace Spotify.Core.Royalties.Calculation;

/// <summary>What plays are added up by within a pool: the track with the recording and the label that it had at the time.</summary>
/// <param name="Track">The track.</param>
/// <param name="Isrc">The recording, where the play had one.</param>
/// <param name="Label">The label at the time of the play, where there was one.</param>
public sealed record Recording(TrackKey Track, string? Isrc, string? Label)
{
    /// <summary>The order of recordings, which also breaks ties: track, recording, label.</summary>
    public static int Compare(Recording x, Recording y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var order = x.Track.Value.CompareTo(y.Track.Value);
        if (order == 0)
            order = string.CompareOrdinal(x.Isrc, y.Isrc);
        return order == 0 ? string.CompareOrdinal(x.Label, y.Label) : order;
    }
}

/// <summary>Gives the recordings of a shard small numbers, in the order in which they come, so that plays hold no texts.</summary>
public sealed class RecordingTable
{
    private readonly Dictionary<Recording, int> _numbers = [];
    private readonly List<Recording> _recordings = [];

    /// <summary>How many there are.</summary>
    public int Count => _recordings.Count;

    /// <summary>Whether they came in the order of recordings, so that numbers may be compared instead.</summary>
    public bool IsSorted { get; private set; } = true;

    /// <summary>The recording of a number.</summary>
    public Recording this[int number] => _recordings[number];

    /// <summary>The number of a recording, which may be new.</summary>
    public int NumberOf(Recording recording)
    {
        ArgumentNullException.ThrowIfNull(recording);
        if (_numbers.TryGetValue(recording, out var number))
            return number;
        IsSorted = IsSorted && (_recordings.Count == 0 || Recording.Compare(_recordings[^1], recording) < 0);
        _recordings.Add(recording);
        _numbers.Add(recording, _recordings.Count - 1);
        return _recordings.Count - 1;
    }
}
