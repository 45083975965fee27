using Spotify.Core.Ingestion.Identity;

namespace Spotify.Functions.Identity;

/// <summary>Knows every recording by its sound: whether a delivered track is new, known under another ISRC, or not what its ISRC stands for.</summary>
public interface IAudioIdentity
{
    /// <summary>Looks a delivered track up. Changes nothing.</summary>
    /// <param name="track">The track.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Core.TransientException">The documents are in trouble.</exception>
    Task<IdentityVerdict> CheckAsync(IdentityQuery track, CancellationToken cancellationToken);

    /// <summary>
    /// Notes a published track, and tells both labels where its sound is known under another ISRC. Safe to repeat; of two that are noted at once each is found, or finds
    /// the other.
    /// </summary>
    /// <param name="track">The track.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <exception cref="Core.TransientException">The documents are in trouble.</exception>
    Task AddAsync(IdentityQuery track, CancellationToken cancellationToken);

    /// <summary>Forgets that a track has a sound; the sound itself is forgotten with its last track. Safe to repeat.</summary>
    /// <param name="trackId">The track.</param>
    /// <param name="sha256">The sound: SHA-256 of the delivered file, lower-case hex.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <exception cref="Core.TransientException">The documents are in trouble.</exception>
    Task RemoveAsync(string trackId, string sha256, CancellationToken cancellationToken);
}

/// <summary>A track and its sound.</summary>
/// <param name="TrackId">The track's id.</param>
/// <param name="LabelId">The label that delivered it.</param>
/// <param name="Isrc">Its ISRC: 12 characters, no hyphens.</param>
/// <param name="Sha256">SHA-256 of the delivered file, lower-case hex.</param>
/// <param name="DurationMs">Its length in milliseconds.</param>
/// <param name="Fingerprint">The whole track's fingerprint, compressed as fpcalc writes it; empty where it is too short for one.</param>
public sealed record IdentityQuery(string TrackId, string LabelId, string Isrc, string Sha256, long DurationMs, string Fingerprint);

/// <summary>What a track is.</summary>
public enum IdentityKind
{
    /// <summary>Neither its sound nor its ISRC is known, or it is an update of its own track.</summary>
    New = 0,

    /// <summary>Another track has its ISRC and its sound.</summary>
    SameRecording = 1,

    /// <summary>Its sound is known under another ISRC: both labels are told, and it is published all the same.</summary>
    KnownAudio = 2,

    /// <summary>Its ISRC stands for another sound: <c>ISRC_CONFLICT</c>.</summary>
    IsrcConflict = 3,
}

/// <summary>What was found about a track.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Tracks">The tracks that say so, the most alike first.</param>
public sealed record IdentityVerdict(IdentityKind Kind, IReadOnlyList<KnownTrack> Tracks)
{
    /// <summary>Nothing is known.</summary>
    public static IdentityVerdict New { get; } = new(IdentityKind.New, []);
}

/// <summary>A track that is known already.</summary>
/// <param name="TrackId">The track.</param>
/// <param name="LabelId">Its label.</param>
/// <param name="Isrc">Its ISRC.</param>
/// <param name="Sha256">Its sound.</param>
/// <param name="Score">How alike the two are, 0 to 1.</param>
/// <param name="Likeness">What that means.</param>
public sealed record KnownTrack(string TrackId, string LabelId, string Isrc, string Sha256, double Score, Likeness Likeness);
