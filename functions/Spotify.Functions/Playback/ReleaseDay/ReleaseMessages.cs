namespace Spotify.Functions.Playback.ReleaseDay;

/// <summary>A release that opens at a moment.</summary>
/// <param name="AlbumId">The album.</param>
/// <param name="At">The moment.</param>
public sealed record OpeningRelease(string AlbumId, DateTimeOffset At);

/// <summary>Some tracks of a release, to be read ahead.</summary>
/// <param name="AlbumId">The album.</param>
/// <param name="At">The moment at which it opens.</param>
/// <param name="TrackIds">The tracks.</param>
public sealed record WarmTracksInput(string AlbumId, DateTimeOffset At, IReadOnlyList<string> TrackIds);

/// <summary>What was read ahead.</summary>
/// <param name="Tracks">Tracks.</param>
/// <param name="Objects">Objects that the edge gave, whole.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="EdgeHits">Of the objects, those that the edge said it had already.</param>
/// <param name="Failed">Objects that it did not give.</param>
public sealed record WarmingReport(int Tracks, int Objects, long Bytes, int EdgeHits, int Failed)
{
    /// <summary>Both together.</summary>
    /// <param name="other">The other.</param>
    public WarmingReport Plus(WarmingReport other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(Tracks + other.Tracks, Objects + other.Objects, Bytes + other.Bytes, EdgeHits + other.EdgeHits, Failed + other.Failed);
    }
}

/// <summary>The end of a run.</summary>
/// <param name="Release">The release.</param>
/// <param name="Report">What was read ahead.</param>
public sealed record FinishWarmingInput(OpeningRelease Release, WarmingReport Report);
