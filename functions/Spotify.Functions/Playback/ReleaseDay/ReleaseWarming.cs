using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Core;
using Spotify.Core.Playback;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Edge;
using Spotify.Functions.Platform.Flags;

namespace Spotify.Functions.Playback.ReleaseDay;

/// <summary>
/// Reads a release ahead: its objects through the edge, so that the first listeners find them there, and its tracks into this instance's caches. It gives nobody anything: addresses are made
/// and used here, and every request is still decided by the grants and the clock.
/// </summary>
public sealed partial class ReleaseWarming
{
    /// <summary>What most listeners begin with: either class of plan, on the move and at home.</summary>
    private static readonly RungRequest[] Usual =
    [
        new(Tier.Free, null, null, NetworkType.FourthGeneration), new(Tier.Free, null, null, NetworkType.Wifi), new(Tier.Premium, null, null, NetworkType.FourthGeneration), new(Tier.Premium, null, null, NetworkType.Wifi),
    ];

    private readonly Embargoes _embargoes;
    private readonly ICatalog _catalog;
    private readonly IWarmAddresses _addresses;
    private readonly EdgeReader _edge;
    private readonly IFlags _flags;
    private readonly ReleaseDayMetrics _metrics;
    private readonly ReleaseDayOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ReleaseWarming> _logger;

    internal ReleaseWarming(
        Embargoes embargoes, ICatalog catalog, IWarmAddresses addresses, EdgeReader edge, IFlags flags, ReleaseDayMetrics metrics, IOptions<ReleaseDayOptions> options, TimeProvider time,
        ILogger<ReleaseWarming> logger) =>
        (_embargoes, _catalog, _addresses, _edge, _flags, _metrics, _options, _time, _logger) = (embargoes, catalog, addresses, edge, flags, metrics, options.Value, time, logger);

    /// <summary>Releases that open within the lead and are to be read ahead; none where the feature is off.</summary>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<IReadOnlyList<OpeningRelease>> DueAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        return _flags.IsOn(FlagNames.ReleaseWarming) ? await _embargoes.BetweenAsync(now, now + _options.Lead, cancellationToken) : [];
    }

    /// <summary>The tracks of a release that really open at that moment, in their order, in parts of so many.</summary>
    /// <param name="release">The release.</param>
    /// <param name="part">Tracks of a part.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The catalogue cannot be read.</exception>
    public async Task<IReadOnlyList<WarmTracksInput>> PlanAsync(OpeningRelease release, int part, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(release);
        if (await _catalog.FindAlbumAsync(release.AlbumId, cancellationToken) is not { } album || !Embargoes.MomentsOf(album, release.At.AddTicks(-1)).Contains(release.At))
            return [];
        return [.. album.Tracks.Take(_options.MostTracks).Select(track => track.Id).Chunk(part).Select(tracks => new WarmTracksInput(release.AlbumId, release.At, tracks))];
    }

    /// <summary>Reads some tracks through the edge, by the addresses that listeners will have at the moment.</summary>
    /// <param name="input">Which.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="TransientException">The catalogue cannot be read, or there is no key to sign with.</exception>
    public async Task<WarmingReport> ReadThroughEdgeAsync(WarmTracksInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var report = new WarmingReport(0, 0, 0, 0, 0);
        foreach (var id in input.TrackIds)
        {
            if (await _catalog.FindTrackAsync(id, cancellationToken) is not { Track: { } track })
                continue;
            var blobs = Usual.Select(request => RungSelector.Select(track.Audio.Renditions, request)?.Blob).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
            report = report.Plus(await ReadAsync(blobs, input.At, cancellationToken)) with { Tracks = report.Tracks + 1 };
        }

        _metrics.Warmed("edge", report.Tracks);
        _metrics.Failed(report.Failed);
        return report;
    }

    // Past the edge there is nothing to fill, and storage has enough to do when the edge is down.
    private async Task<WarmingReport> ReadAsync(List<string> blobs, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (_addresses.Edge != EdgeUse.Used)
            return new WarmingReport(0, 0, 0, 0, _addresses.Edge == EdgeUse.None ? 0 : blobs.Count);
        var addresses = new List<Uri>(blobs.Count);
        foreach (var blob in blobs)
            addresses.Add(await _addresses.OfAsync(blob, at, cancellationToken));
        return await _edge.ReadAsync(addresses, cancellationToken);
    }

    /// <summary>Reads what opens within the lead into this instance's caches.</summary>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Tracks that are at hand.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<int> FillCachesAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var release in await DueAsync(cancellationToken))
        {
            foreach (var track in (await PlanAsync(release, int.MaxValue, cancellationToken)).SelectMany(part => part.TrackIds))
                count += await _catalog.FindTrackAsync(track, cancellationToken) is null ? 0 : 1;
        }

        if (count > 0)
            _metrics.Warmed("instance", count);
        return count;
    }

    /// <summary>Ends a run.</summary>
    /// <param name="input">What it did.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task FinishAsync(FinishWarmingInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        await _embargoes.ReportAsync(input.Release, input.Report, cancellationToken);
        LogWarmed(_logger, input.Release.AlbumId, input.Release.At, input.Report.Tracks, input.Report.Objects, input.Report.Bytes, input.Report.EdgeHits, input.Report.Failed);
    }

    [LoggerMessage(EventId = 9201, Level = LogLevel.Information, Message = "Release {Album}, which opens at {At}: {Tracks} tracks read ahead, {Objects} objects, {Bytes} bytes, {Hits} at the edge already, {Failed} failed")]
    private static partial void LogWarmed(ILogger logger, string album, DateTimeOffset at, int tracks, int objects, long bytes, int hits, int failed);
}
