using Spotify.Core.Ingestion;
using Spotify.Functions.Catalog;

namespace Spotify.Functions.Ingestion.Steps;

/// <summary>Puts a release together from what was stored of its tracks and gives it to the catalogue.</summary>
public sealed class Publication
{
    private readonly DeliveryStore _store;
    private readonly ICatalog _catalog;
    private readonly TimeProvider _time;

    internal Publication(DeliveryStore store, ICatalog catalog, TimeProvider time) => (_store, _catalog, _time) = (store, catalog, time);

    /// <summary>Publishes. Safe to repeat: the same run makes the same version.</summary>
    /// <param name="input">What is to be published.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Core.TransientException">The documents are in trouble.</exception>
    public async Task<PublishResult> PublishAsync(PublishInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (label, batch, _, run) = input.Delivery;
        var (result, _) = await _store.FindManifestAsync(input.Delivery, cancellationToken) ?? throw new InvalidOperationException($"{batch} has no manifest");
        var manifest = result.Manifest!;
        var plan = DeliveryPlan.Create(manifest);
        var wanted = input.Tracks.ToHashSet();
        var measured = (await _store.ListTracksAsync(label, batch, run, cancellationToken))
            .Where(track => wanted.Contains(track.Index))
            .Select(track => new MeasuredTrack(track.Index, track.Audio!, track.Blocks!))
            .ToList();
        var earlier = await _catalog.FindAlbumAsync(plan.AlbumId, cancellationToken);
        var release = AssembledRelease.Create(label, batch, manifest, plan, measured, input.CoverBlob, earlier?.PublishedAt ?? _time.GetUtcNow());
        switch (await _catalog.PublishAsync(release.Album, release.Tracks, cancellationToken))
        {
            case PublishOutcome.OwnedByAnotherLabel:
                return Refused($"the UPC {manifest.Release.Upc} belongs to a release of another label");
            case PublishOutcome.IsrcConflict:
                return Refused("the ISRC of one of the tracks belongs to a recording of another label");
            default:
                await _store.SaveReleaseAsync(
                    label,
                    manifest.Release.Upc,
                    new ReleaseDocument
                    {
                        Batch = batch,
                        ContentHash = plan.ContentHash,
                        ReleaseVersion = release.Album.ReleaseVersion,
                        IsComplete = wanted.Count == manifest.Tracks.Count,
                    },
                    cancellationToken);
                return new PublishResult(true, []);
        }
    }

    private static PublishResult Refused(string detail) => new(false, [new Reason(ReasonCode.IsrcConflict, detail)]);
}
