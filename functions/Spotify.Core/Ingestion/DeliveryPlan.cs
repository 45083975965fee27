using System.Security.Cryptography;
using System.Text.Json;
using Spotify.Core.Catalog;

namespace Spotify.Core.Ingestion;

/// <summary>What is to be done for a valid manifest: which id each track gets and which are refused before any audio is touched.</summary>
/// <param name="AlbumId">The release's id, derived from its UPC.</param>
/// <param name="ContentHash">What the release says and which audio it has, whatever its files are called: equal for the same release in another batch.</param>
/// <param name="Tracks">The tracks in the manifest's order.</param>
public sealed record DeliveryPlan(string AlbumId, string ContentHash, IReadOnlyList<PlannedTrack> Tracks)
{
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
            if (DeliveryFileName.FindFault(entry.File) is { } fault)
                refusal = new Reason(ReasonCode.UnsafeName, fault);
            else if (!firstByHash.TryAdd(entry.Sha256, entry))
                refusal = new Reason(ReasonCode.DuplicateAudio, $"the same bytes as {firstByHash[entry.Sha256].File}");
            tracks.Add(new PlannedTrack(index, SpotifyId.Derive("track", manifest.Release.Upc, entry.Isrc), entry, refusal));
        }

        return new DeliveryPlan(SpotifyId.Derive("album", manifest.Release.Upc), HashContent(manifest), tracks);
    }

    private static string HashContent(ReleaseManifest manifest)
    {
        var tracks = manifest.Tracks.OrderBy(track => track.Disc).ThenBy(track => track.Number).Select(track => track with { File = "" }).ToList();
        var content = manifest with { Release = manifest.Release with { Cover = null }, Tracks = tracks };
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(content)));
    }
}

/// <summary>One track of a plan.</summary>
/// <param name="Index">Its place in the manifest, from 0.</param>
/// <param name="TrackId">The id that it has in the catalogue, derived from UPC and ISRC.</param>
/// <param name="Entry">What the manifest says of it.</param>
/// <param name="Refusal">Why it is refused; null where it is to be processed.</param>
public sealed record PlannedTrack(int Index, string TrackId, TrackEntry Entry, Reason? Refusal);
