using System.Collections.Concurrent;
using System.Globalization;
using Spotify.Core.Telemetry;

namespace Spotify.Functions.Telemetry;

/// <summary>
/// Over how many partitions the counter of a track is spread. A mark lives 45 days, so a track with ten million plays a day would fill one partition;
/// most tracks have few plays, and one shard is read and written at once. The shard of a play is stored with the decision, so the number may grow at any time.
/// </summary>
internal sealed class CounterShards
{
    private const int Remembered = 200_000;
    private readonly ConcurrentDictionary<TrackKey, int> _known = new();

    /// <summary>The partition of a shard.</summary>
    public static string ScopeOf(string trackId, int shard) =>
        shard == 0 ? "track:" + trackId : string.Create(CultureInfo.InvariantCulture, $"track:{trackId}:{shard}");

    /// <summary>How many shards a first shard of this count asks for.</summary>
    public static int ShardsFor(long count) => count switch
    {
        < 1_000_000 => 1,
        < 5_000_000 => 4,
        _ => 16,
    };

    /// <summary>The shard for a new play, by what this process knows; a stale number is as good.</summary>
    public int Choose(Play play) => _known.TryGetValue(play.Track, out var shards) ? (int)(play.StartId % (uint)shards) : 0;

    /// <summary>Notes what a first shard says.</summary>
    public void Learn(TrackKey track, int shards)
    {
        if (shards <= 1)
            return;
        if (_known.Count >= Remembered)
            _known.Clear();
        _known[track] = shards;
    }
}
