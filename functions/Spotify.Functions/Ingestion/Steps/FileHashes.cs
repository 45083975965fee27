using System.Collections.Concurrent;
using System.Security.Cryptography;
using Spotify.Core.Ingestion;
using Spotify.Functions.Catalog;

namespace Spotify.Functions.Ingestion.Steps;

/// <summary>
/// Finds the SHA-256 of each file of a message that names it by another hash or by none, so that everything after knows audio by one kind of name. A file that the label has delivered
/// before is known by its hash and not read; one that is named without a hash and not delivered again is the audio that the track has already.
/// </summary>
internal sealed class FileHashes(DeliveryStore store, DeliveredFiles files, ICatalog catalog)
{
    private const int FilesAtOnce = 4;

    /// <summary>Finds the hashes.</summary>
    /// <param name="input">The run.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The manifest with all hashes but those of tracks at fault.</returns>
    /// <exception cref="Core.TransientException">The storage or the documents are in trouble.</exception>
    public async Task<HashedManifest> FindAsync(IngestInput input, ReleaseManifest manifest, CancellationToken cancellationToken)
    {
        var plan = DeliveryPlan.Create(manifest);
        var found = new ConcurrentDictionary<int, FoundHash>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = FilesAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(plan.Tracks.Where(track => track.Entry.Sha256.Length == 0), parallel, async (track, token) =>
            found[track.Index] = await FindAsync(input, track, token));
        return new HashedManifest(
            manifest with { Tracks = [.. manifest.Tracks.Select((entry, index) => found.TryGetValue(index, out var one) && one.Sha256 is { } sha256 ? entry with { Sha256 = sha256 } : entry)] },
            found.Where(one => one.Value.Fault is not null).ToDictionary(one => one.Key, one => one.Value.Fault!));
    }

    private async Task<FoundHash> FindAsync(IngestInput input, PlannedTrack track, CancellationToken cancellationToken)
    {
        var entry = track.Entry;
        if (entry.File.Length > 0 && track.Refusal is { } refusal)
            return new FoundHash(null, refusal);
        if (entry.Hash is { } hash && await store.FindKnownFileAsync(input.Label, hash, cancellationToken) is { } known)
            return new FoundHash(known, null);
        var published = (await catalog.FindTrackAsync(track.TrackId, cancellationToken))?.Track;
        if (entry.File.Length == 0)
            return published is null ? new FoundHash(null, new Reason(ReasonCode.FileMissing, "no file is named for this recording")) : new FoundHash(published.Audio.SourceSha256, null);

        var given = entry.Hash is null ? null : AlgorithmOf(entry.Hash);
        var (hashes, fault) = await files.HashAudioAsync(input, entry.File, given is { } name ? [HashAlgorithmName.SHA256, name] : [HashAlgorithmName.SHA256], cancellationToken);
        if (hashes is null)
        {
            return fault!.Code == ReasonCode.FileMissing && entry.Hash is null && published is not null
                ? new FoundHash(published.Audio.SourceSha256, null)
                : new FoundHash(null, fault);
        }

        if (given is null)
            return new FoundHash(hashes[0], null);
        if (!hashes[1].Equals(entry.Hash!.Hex, StringComparison.OrdinalIgnoreCase))
            return new FoundHash(null, new Reason(ReasonCode.HashMismatch, $"the file has {entry.Hash.Algorithm} {hashes[1]}, the message says {entry.Hash.Hex}"));
        await store.SaveKnownFileAsync(input.Label, entry.Hash, hashes[0], cancellationToken);
        return new FoundHash(hashes[0], null);
    }

    // Null for one that cannot be checked here: the file counts as named without a hash.
    private static HashAlgorithmName? AlgorithmOf(FileHash hash) => hash.Algorithm.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant() switch
    {
        "MD5" => HashAlgorithmName.MD5,
        "SHA1" => HashAlgorithmName.SHA1,
        "SHA256" => HashAlgorithmName.SHA256,
        "SHA384" => HashAlgorithmName.SHA384,
        "SHA512" => HashAlgorithmName.SHA512,
        _ => null,
    };

    private sealed record FoundHash(string? Sha256, Reason? Fault);
}

/// <summary>A manifest whose files are known by their SHA-256.</summary>
/// <param name="Manifest">The manifest.</param>
/// <param name="Faults">Tracks whose file is missing or not what the message says, by their place.</param>
internal sealed record HashedManifest(ReleaseManifest Manifest, IReadOnlyDictionary<int, Reason> Faults);
