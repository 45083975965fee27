using Spotify.Core.Catalog;

namespace Spotify.Core.Ingestion;

/// <summary>A track's sound as it was measured and stored.</summary>
/// <param name="Index">Its place in the manifest, from 0.</param>
/// <param name="Audio">What goes into the catalogue.</param>
/// <param name="Blocks">What the album's loudness is made from.</param>
public sealed record MeasuredTrack(int Index, TrackAudio Audio, LoudnessHistogram Blocks);

/// <summary>A release ready for the catalogue.</summary>
/// <param name="Album">The album.</param>
/// <param name="Tracks">Its tracks in playing order.</param>
public sealed record AssembledRelease(Album Album, IReadOnlyList<Track> Tracks)
{
    /// <summary>Puts a release together from what the label says and what was measured.</summary>
    /// <param name="labelId">The label that delivered it.</param>
    /// <param name="batch">The batch, which with the content makes the version: the same delivery twice is one version, a later one is another.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="measured">The tracks that were accepted, or keep the audio that they have; at least one.</param>
    /// <param name="coverBlob">The cover's blob, or null.</param>
    /// <param name="publishedAt">When listeners first could see the release.</param>
    public static AssembledRelease Create(
        string labelId,
        string batch,
        ReleaseManifest manifest,
        DeliveryPlan plan,
        IReadOnlyCollection<MeasuredTrack> measured,
        string? coverBlob,
        DateTimeOffset publishedAt)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(plan);
        var accepted = measured
            .Select(track => (Measured: track, Plan: plan.Tracks[track.Index]))
            .OrderBy(track => track.Plan.Entry.Disc).ThenBy(track => track.Plan.Entry.Number)
            .ToList();
        var version = SpotifyId.Derive(
            "release-version", [labelId, batch, plan.ContentHash, coverBlob ?? "", .. accepted.Select(VersionOf)]);
        var tracks = accepted.ConvertAll(track => new Track
        {
            Id = track.Plan.TrackId,
            AlbumId = plan.AlbumId,
            ReleaseVersion = version,
            LabelId = labelId,
            Isrc = track.Plan.Entry.Isrc,
            Title = track.Plan.Entry.Title,
            Artists = ArtistsOf(labelId, track.Plan.Entry.Artists),
            Disc = track.Plan.Entry.Disc,
            Number = track.Plan.Entry.Number,
            Explicit = track.Plan.Entry.Explicit,
            Language = track.Plan.Entry.Language,
            Version = track.Plan.Entry.Version,
            PLine = track.Plan.Entry.PLine,
            Credits = track.Plan.Entry.Credits,
            Rights = track.Plan.Entry.Rights ?? manifest.Rights,
            Audio = track.Measured.Audio,
        });
        return new AssembledRelease(AlbumOf(labelId, version, manifest, plan, accepted.ConvertAll(track => track.Measured), tracks, coverBlob, publishedAt), tracks);
    }

    // A track that keeps other audio than the message names makes another version than one with the new audio, should that come after all.
    private static string VersionOf((MeasuredTrack Measured, PlannedTrack Plan) track) =>
        track.Measured.Audio.SourceSha256 == track.Plan.Entry.Sha256 ? track.Plan.TrackId : $"{track.Plan.TrackId} {track.Measured.Audio.SourceSha256}";

    private static Album AlbumOf(
        string labelId,
        string version,
        ReleaseManifest manifest,
        DeliveryPlan plan,
        List<MeasuredTrack> measured,
        List<Track> tracks,
        string? coverBlob,
        DateTimeOffset publishedAt) => new()
        {
            Id = plan.AlbumId,
            ReleaseVersion = version,
            LabelId = labelId,
            Upc = manifest.Release.Upc,
            Title = manifest.Release.Title,
            Type = manifest.Release.Type,
            Artists = ArtistsOf(labelId, manifest.Release.Artists),
            ReleaseDate = manifest.Release.ReleaseDate,
            Genres = manifest.Release.Genres,
            PLine = manifest.Release.PLine,
            CLine = manifest.Release.CLine,
            Grid = manifest.Release.Grid,
            LabelName = manifest.Release.LabelName,
            Version = manifest.Release.Version,
            IntegratedLufs = LoudnessHistogram.Sum(measured.Select(track => track.Blocks)).Integrated(),
            TruePeakDbtp = measured.Max(track => track.Audio.TruePeakDbtp),
            CoverBlob = coverBlob,
            Tracks = tracks.ConvertAll(track => new AlbumTrack(track.Id, track.Disc, track.Number)),
            PublishedAt = publishedAt,
        };

    private static List<ArtistRef> ArtistsOf(string labelId, IReadOnlyList<string> names) =>
        [.. names.Select(name => new ArtistRef(SpotifyId.Derive("artist", labelId, name), name))];
}
