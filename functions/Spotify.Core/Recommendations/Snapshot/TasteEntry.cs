using Spotify.Core.Telemetry;

namespace Spotify.Core.Recommendations.Snapshot;

/// <summary>What a listener thinks of one track.</summary>
/// <param name="Track">The track.</param>
/// <param name="Before">Engagement up to the week that is held out of learning, as of its beginning; 0 where there was none.</param>
/// <param name="Now">Engagement up to the snapshot; below 0 where the track was mostly skipped.</param>
public readonly record struct TasteEntry(TrackKey Track, float Before, float Now)
{
    /// <summary>What the pair weighs in learning.</summary>
    public float Trained => TasteWeight.Of(Before);

    /// <summary>What it weighs when the listener is folded in.</summary>
    public float Current => TasteWeight.Of(Now);
}
