using Spotify.Core.Recommendations.Blend;
using Spotify.Core.Telemetry;

namespace Spotify.Core.Recommendations.Lists;

/// <summary>
/// Makes radio: from a seed, in batches, without an end while there are tracks. What was played of it and what was skipped comes with each request, so that nothing of a session is kept;
/// skips push away what is like them and what was heard to its end draws near what is like it.
/// </summary>
public static class Radio
{
    /// <summary>Tracks of a batch.</summary>
    public const int Batch = 30;

    /// <summary>The most tracks of a batch that name an artist.</summary>
    public const int PerArtist = 3;

    // What likeness to the seed says beside the blended score, and to each of the session's tracks beside that.
    private const double SeedWeight = 0.6;
    private const double SessionWeight = 0.5;

    /// <summary>Makes the next batch.</summary>
    /// <param name="taste">The listener.</param>
    /// <param name="candidates">Tracks about the seed and about the listener; the seed itself may be among them and comes first then.</param>
    /// <param name="weights">What each signal says.</param>
    /// <param name="session">What the radio plays from, and what became of what it gave.</param>
    /// <param name="reason">Why all of it is there: what the seed is.</param>
    public static MadeList Next(ListenerTaste taste, IReadOnlyList<Candidate> candidates, BlendWeights weights, RadioSession session, ListReason reason)
    {
        ArgumentNullException.ThrowIfNull(taste);
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(session);
        var given = session.Given.ToHashSet();
        var byTrack = candidates.DistinctBy(one => one.Track).ToDictionary(one => one.Track);
        var skipped = Vectors(session.Skipped);
        var finished = Vectors(session.Given.Except(session.Skipped));
        var seed = Directions.Unit(session.Seed.Span);
        var scored = Picks.Score(taste, candidates.Where(one => !given.Contains(one.Track)), weights).Select(one =>
        {
            var unit = Directions.Unit(one.Candidate.Vector.Span);
            var near = Directions.Dot(seed, unit);
            var session = Nearest(finished, unit) - (2 * Nearest(skipped, unit));
            return one with { Score = Math.Clamp(((1 - SeedWeight) * one.Score) + (SeedWeight * Math.Max(0, near)) + (SessionWeight * session), 0, 1) };
        }).Order(Comparer<Scored>.Create(Scored.Compare)).ToList();
        var own = session.Given.Count == 0 && session.SeedTrack is { } track ? scored.Find(one => one.Candidate.Track == track) : null;
        var cap = new ArtistCap(PerArtist);
        if (own is not null)
        {
            cap.Take(own.Candidate);
            scored.Remove(own);
        }

        var picked = Picks.Best(scored, own is null ? Batch : Batch - 1, cap, 0.9);
        return new MadeList(ListKind.Radio, Picks.Sequenced(own is null ? picked : [own, .. picked], _ => reason));

        List<float[]> Vectors(IEnumerable<TrackKey> tracks) =>
            [.. tracks.Select(track => byTrack.TryGetValue(track, out var found) ? Directions.Unit(found.Vector.Span) : []).Where(unit => unit.Length > 0)];
    }

    private static double Nearest(List<float[]> vectors, float[] unit) => vectors.Count == 0 ? 0 : Math.Max(0, vectors.Max(other => Directions.Dot(other, unit)));
}

/// <summary>A radio so far.</summary>
public sealed record RadioSession
{
    /// <summary>The track that it plays from; null for an artist or a playlist.</summary>
    public TrackKey? SeedTrack { get; init; }

    /// <summary>The direction of what it plays from; empty where that is unknown.</summary>
    public ReadOnlyMemory<float> Seed { get; init; }

    /// <summary>Tracks that it gave: they do not come again.</summary>
    public IReadOnlyList<TrackKey> Given { get; init; } = [];

    /// <summary>Those of them that were skipped.</summary>
    public IReadOnlyList<TrackKey> Skipped { get; init; } = [];
}
