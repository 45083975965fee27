using Microsoft.Extensions.Logging;
using Spotify.Core.Ingestion.Identity;

namespace Spotify.Functions.Identity;

/// <inheritdoc cref="IAudioIdentity"/>
internal sealed partial class AudioIdentity(FingerprintIndex index, SoundStore sounds, SoundSearch search, IdentityFlags flags, ILogger<AudioIdentity> logger) : IAudioIdentity
{
    // So many sounds of one ISRC are compared: more than one is rare already.
    private const int MostSounds = 20;

    /// <inheritdoc/>
    public async Task<IdentityVerdict> CheckAsync(IdentityQuery track, CancellationToken cancellationToken)
    {
        Demand(track);
        var fingerprint = Read(track);
        var named = await sounds.ListByIsrcAsync(track.Isrc, cancellationToken);
        var others = named.Where(one => one.TrackId != track.TrackId).ToList();
        var (same, different) = await CompareAsync(track, fingerprint, others, cancellationToken);
        // What a label delivers anew as its own track is an update of that, whatever it sounds like.
        if (same.Count == 0 && different.Count > 0 && !named.Any(one => one.TrackId == track.TrackId && one.LabelId == track.LabelId))
            return new IdentityVerdict(IdentityKind.IsrcConflict, different);
        var known = await FindOthersAsync(track, fingerprint, cancellationToken);
        if (known.Count > 0)
            return new IdentityVerdict(IdentityKind.KnownAudio, known);
        return same.Count > 0 ? new IdentityVerdict(IdentityKind.SameRecording, same) : IdentityVerdict.New;
    }

    /// <inheritdoc/>
    public async Task AddAsync(IdentityQuery track, CancellationToken cancellationToken)
    {
        await AddManyAsync([track], cancellationToken);
        // Only after it can be found itself: of two that come at once one finds the other at least.
        var known = await FindOthersAsync(track, Read(track), cancellationToken);
        foreach (var other in known)
            await flags.TellAsync(track, other, cancellationToken);
        if (known.Count > 0)
            LogKnown(track.TrackId, track.LabelId, known.Count);
    }

    /// <inheritdoc/>
    public async Task RemoveAsync(string trackId, string sha256, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(trackId);
        DemandHash(sha256);
        if (await sounds.FindAsync(sha256, cancellationToken) is not { } sound)
        {
            await sounds.RemoveAsync(trackId, sha256, cancellationToken);
            return;
        }

        // The postings go first: a sound that is still there lets a repeat find them again.
        var terms = Terms(sound.Sha256, sound.Fingerprint);
        if (terms.Terms.Count > 0 && (await sounds.ListTracksAsync(sha256, cancellationToken)).All(one => one.TrackId == trackId))
            await index.RemoveAsync(terms, cancellationToken);
        var isGone = await sounds.RemoveAsync(trackId, sha256, cancellationToken);
        if (terms.Terms.Count > 0 && (!isGone || await sounds.FindAsync(sha256, cancellationToken) is not null))
            await index.AddAsync([terms], cancellationToken);
    }

    /// <summary>Notes many tracks without comparing them: for an index that is made anew. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The documents are in trouble.</exception>
    internal async Task AddManyAsync(IReadOnlyList<IdentityQuery> tracks, CancellationToken cancellationToken)
    {
        foreach (var track in tracks)
            Demand(track);
        await Parallel.ForEachAsync(
            tracks, new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = cancellationToken }, async (track, token) => await sounds.AddAsync(track, token));
        // After the sounds, so that whoever takes the same one back just now sees that it is wanted again.
        var terms = tracks.Select(track => Terms(track.Sha256, track.Fingerprint)).Where(one => one.Terms.Count > 0).DistinctBy(one => one.Recording).ToList();
        if (terms.Count > 0)
            await index.AddAsync(terms, cancellationToken);
    }

    private static Fingerprint Read(IdentityQuery track) => ChromaprintCodec.TryDecode(track.Fingerprint, out var fingerprint) ? fingerprint : Fingerprint.Empty;

    private static IndexedRecording Terms(string sha256, string fingerprint) => new(
        SoundStore.NumberOf(sha256), ChromaprintCodec.TryDecode(fingerprint, out var read) && read.IsTelling ? FingerprintTerm.Of(read.Items) : []);

    private static void Demand(IdentityQuery track)
    {
        ArgumentNullException.ThrowIfNull(track);
        DemandHash(track.Sha256);
    }

    private static void DemandHash(string sha256)
    {
        if (sha256 is not { Length: 64 } || !sha256.All(char.IsAsciiHexDigitLower))
            throw new ArgumentException("A sound is named by its SHA-256 in lower-case hex.", nameof(sha256));
    }

    private async Task<(IReadOnlyList<KnownTrack> Same, IReadOnlyList<KnownTrack> Different)> CompareAsync(
        IdentityQuery track, Fingerprint fingerprint, List<SoundTrackDocument> others, CancellationToken cancellationToken)
    {
        List<KnownTrack> same = [], different = [];
        foreach (var sharing in others.GroupBy(one => one.Sha256).Take(MostSounds))
        {
            if (await sounds.FindAsync(sharing.Key, cancellationToken) is not { } sound)
                continue;
            var (isSame, score) = Compare(track, fingerprint, sound);
            (isSame ? same : different).AddRange(sharing.Select(one => Describe(one, score)));
        }

        return ([.. same.OrderByDescending(one => one.Score)], [.. different.OrderByDescending(one => one.Score)]);
    }

    private static (bool IsSame, double Score) Compare(IdentityQuery track, Fingerprint fingerprint, SoundDocument sound)
    {
        if (sound.Sha256 == track.Sha256)
            return (true, 1);
        var (length, otherLength) = (TimeSpan.FromMilliseconds(track.DurationMs), TimeSpan.FromMilliseconds(sound.DurationMs));
        if (!ChromaprintCodec.TryDecode(sound.Fingerprint, out var other) || !fingerprint.IsTelling || !other.IsTelling)
        {
            // Too short, or too plain, to be told by its sound: then its length alone speaks.
            return ((length - otherLength).Duration() <= FingerprintMatcher.DuplicateLength, 0);
        }

        var match = FingerprintMatcher.CompareTracks(fingerprint, length, other, otherLength);
        return (match.Likeness != Likeness.Other, match.Score);
    }

    private async Task<IReadOnlyList<KnownTrack>> FindOthersAsync(IdentityQuery track, Fingerprint fingerprint, CancellationToken cancellationToken)
    {
        var matches = new Dictionary<string, double>(StringComparer.Ordinal);
        if (fingerprint.IsTelling)
        {
            foreach (var found in await search.FindTrackAsync(fingerprint, TimeSpan.FromMilliseconds(track.DurationMs), cancellationToken))
                matches[found.Sound.Sha256] = found.Match.Score;
        }

        // The very same file is known even where its sound says nothing.
        matches[track.Sha256] = 1;
        var known = new List<KnownTrack>();
        foreach (var (sha256, score) in matches)
        {
            var tracks = await sounds.ListTracksAsync(sha256, cancellationToken);
            known.AddRange(tracks.Where(one => one.TrackId != track.TrackId && one.Isrc != track.Isrc).Select(one => Describe(one, score)));
        }

        return [.. known.OrderByDescending(one => one.Score).ThenBy(one => one.TrackId, StringComparer.Ordinal)];
    }

    private static KnownTrack Describe(SoundTrackDocument track, double score) =>
        new(track.TrackId, track.LabelId, track.Isrc, track.Sha256, score, new FingerprintMatch(score, 0, 0).Likeness);

    [LoggerMessage(EventId = 3101, EventName = "KnownAudio", Level = LogLevel.Information,
        Message = "The sound of track {Track} of {Label} is known under another ISRC, as {Count} tracks: both labels are told")]
    private partial void LogKnown(string track, string label, int count);
}
