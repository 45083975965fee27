using Spotify.Core.Ingestion.Identity;

namespace Spotify.Functions.Identity;

/// <summary>A sound that is like what was looked for.</summary>
/// <param name="Sound">The sound.</param>
/// <param name="Match">How alike.</param>
internal sealed record FoundSound(SoundDocument Sound, FingerprintMatch Match);

/// <summary>Finds sounds: candidates by the index, which each whole fingerprint then proves or refutes.</summary>
internal sealed class SoundSearch(FingerprintIndex index, SoundStore sounds)
{
    /// <summary>Sounds that an excerpt is of, whatever its place in them; the most alike first.</summary>
    /// <exception cref="Core.TransientException">The documents are in trouble.</exception>
    public Task<IReadOnlyList<FoundSound>> FindExcerptAsync(Fingerprint excerpt, CancellationToken cancellationToken) =>
        FindAsync(excerpt, (_, stored) => FingerprintMatcher.Compare(excerpt.Items, stored.Items), cancellationToken);

    /// <summary>Sounds that a whole track is another encoding of; the most alike first.</summary>
    /// <exception cref="Core.TransientException">The documents are in trouble.</exception>
    public Task<IReadOnlyList<FoundSound>> FindTrackAsync(Fingerprint track, TimeSpan length, CancellationToken cancellationToken) =>
        FindAsync(track, (sound, stored) => FingerprintMatcher.CompareTracks(track, length, stored, TimeSpan.FromMilliseconds(sound.DurationMs)), cancellationToken);

    private async Task<IReadOnlyList<FoundSound>> FindAsync(
        Fingerprint fingerprint, Func<SoundDocument, Fingerprint, FingerprintMatch> compare, CancellationToken cancellationToken)
    {
        var found = new List<FoundSound>();
        foreach (var candidate in await index.FindAsync(FingerprintTerm.Sample(fingerprint.Items, FingerprintIndex.MostTerms), cancellationToken))
        {
            foreach (var sound in await sounds.ListAsync(candidate.Recording, cancellationToken))
            {
                if (ChromaprintCodec.TryDecode(sound.Fingerprint, out var stored) && compare(sound, stored) is { Likeness: not Likeness.Other } match)
                    found.Add(new FoundSound(sound, match));
            }
        }

        return [.. found.OrderByDescending(one => one.Match.Score).ThenBy(one => one.Sound.Sha256, StringComparer.Ordinal)];
    }
}
