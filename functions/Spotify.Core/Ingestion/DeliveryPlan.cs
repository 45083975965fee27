using System.Collections;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spotify.Core.Catalog;

namespace Spotify.Core.Ingestion;

/// <summary>What is to be done for a valid manifest: which id each track gets and which are refused before any audio is touched.</summary>
/// <param name="AlbumId">The release's id, derived from its UPC, or from its GRid where it has no UPC.</param>
/// <param name="ContentHash">What the release says and which audio it has, whatever its files are called: equal for the same release in another batch.</param>
/// <param name="Tracks">The tracks in the manifest's order.</param>
public sealed record DeliveryPlan(string AlbumId, string ContentHash, IReadOnlyList<PlannedTrack> Tracks)
{
    // Not in the hash where they say nothing, so that a release keeps the hash that it had before manifests could say them.
    private static readonly FrozenSet<string> Sayings = FrozenSet.ToFrozenSet(
        [
            nameof(ReleaseManifest.Message), nameof(ReleaseManifest.Unsupported), nameof(ReleaseEntry.Grid), nameof(ReleaseEntry.LabelName), nameof(ReleaseEntry.Version),
            nameof(ReleaseEntry.Credits), nameof(TrackEntry.PLine), nameof(TrackEntry.CLine), nameof(TrackEntry.Rights), nameof(TrackEntry.Hash), nameof(TrackEntry.Duration),
            nameof(TrackEntry.ResourceReference),
        ],
        StringComparer.Ordinal);

    private static readonly JsonSerializerOptions HashForm = new() { TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutWhatSaysNothing } } };

    /// <summary>Plans a delivery.</summary>
    /// <param name="manifest">A valid manifest.</param>
    public static DeliveryPlan Create(ReleaseManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var firstByHash = new Dictionary<string, TrackEntry>(StringComparer.Ordinal);
        var tracks = new List<PlannedTrack>(manifest.Tracks.Count);
        foreach (var (index, entry) in manifest.Tracks.Index())
        {
            Reason? refusal = null;
            var fault = manifest.Message is null ? DeliveryFileName.FindFault(entry.File) : DeliveryFileName.FindRelativeFault(entry.File);
            // A message that changes only what is said, not what is heard, names no files; whoever knows the audio that is there already puts in its hash.
            if (manifest.Message is not null && entry.File.Length == 0)
                refusal = entry.Sha256.Length > 0 ? null : new Reason(ReasonCode.FileMissing, "the message names no file for it, and none was delivered before");
            else if (fault is not null)
                refusal = new Reason(ReasonCode.UnsafeName, fault);
            else if (entry.Sha256.Length > 0 && !firstByHash.TryAdd(entry.Sha256, entry))
                refusal = new Reason(ReasonCode.DuplicateAudio, $"the same bytes as {firstByHash[entry.Sha256].File}");
            tracks.Add(new PlannedTrack(index, SpotifyId.Derive("track", manifest.Release.Key, entry.Isrc), entry, refusal));
        }

        return new DeliveryPlan(SpotifyId.Derive("album", manifest.Release.Key), HashContent(manifest), tracks);
    }

    private static string HashContent(ReleaseManifest manifest)
    {
        var tracks = manifest.Tracks.OrderBy(track => track.Disc).ThenBy(track => track.Number)
            .Select(track => track with { File = "", Hash = null, ResourceReference = null }).ToList();
        var content = manifest with { Release = manifest.Release with { Cover = null }, Tracks = tracks, Message = null, Unsupported = [] };
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(content, HashForm)));
    }

    private static void LeaveOutWhatSaysNothing(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            var isOlder = type.Type == typeof(ReleaseManifest) ? property.Name == nameof(ReleaseManifest.Rights)
                : type.Type == typeof(ReleaseEntry) ? property.Name is nameof(ReleaseEntry.PLine) or nameof(ReleaseEntry.CLine)
                : type.Type != typeof(TrackEntry);
            if (!isOlder && Sayings.Contains(property.Name))
                property.ShouldSerialize = (_, value) => value is not (null or "" or ICollection { Count: 0 });
        }
    }
}

/// <summary>One track of a plan.</summary>
/// <param name="Index">Its place in the manifest, from 0.</param>
/// <param name="TrackId">The id that it has in the catalogue, derived from UPC and ISRC.</param>
/// <param name="Entry">What the manifest says of it.</param>
/// <param name="Refusal">Why it is refused; null where it is to be processed.</param>
public sealed record PlannedTrack(int Index, string TrackId, TrackEntry Entry, Reason? Refusal);
