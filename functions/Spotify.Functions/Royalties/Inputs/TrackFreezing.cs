using System.Runtime.CompilerServices;
using Spotify.Core.Royalties.Periods;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Closing;
using Spotify.Functions.Catalog;
using Spotify.Functions.Royalties.Job;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Inputs;

/// <summary>Freezes what the catalogue says of every track that a month's ledger names: its first artist, its length, whether it is noise.</summary>
internal sealed class TrackFreezing(ClosedPeriods closed, ICatalog catalog, IFunctionalTracks functional, ILedgerFiles files, RoyaltyLimits limits)
{
    /// <summary>The kind of the file.</summary>
    public const string FileKind = "tracks";

    /// <summary>Looks every track up once and writes the file. Safe to repeat.</summary>
    /// <param name="period">The closed month.</param>
    /// <param name="folder">Where the file goes.</param>
    /// <param name="parts">Where spills go on the way.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<FrozenFile> FreezeAsync(ClosedPeriod period, string folder, string parts, CancellationToken cancellationToken)
    {
        var noise = await functional.ListAsync(cancellationToken);
        await using var named = new ExternalSort<FrozenTrack>(files, parts, RoyaltyRuns.Tracks, 1, _ => 0, limits);
        foreach (var market in period.Markets)
        {
            await foreach (var row in closed.RowsAsync(period, market, cancellationToken))
                await named.AddAsync(new FrozenTrack(new TrackKey(LedgerId.Parse(row.Track, "track id")), null, 0, false), cancellationToken);
        }

        // The catalogue changes while it is read: what it said is kept before it is hashed.
        await using var known = new ExternalSort<FrozenTrack>(files, parts, RoyaltyRuns.Tracks, 1, _ => 0, limits);
        await foreach (var chunk in ChunksAsync(named.ReadAsync(0, cancellationToken), cancellationToken))
        {
            foreach (var track in await Task.WhenAll(chunk.Select(track => FindAsync(track.Track, noise, cancellationToken))))
                await known.AddAsync(track, cancellationToken);
        }

        return await files.WriteFrozenAsync(
            folder, FileKind, stream => RunMerge.WriteAsync(RoyaltyRuns.Tracks, known.ReadAsync(0, cancellationToken), stream, cancellationToken), cancellationToken);
    }

    private async Task<FrozenTrack> FindAsync(TrackKey track, IReadOnlySet<string> noise, CancellationToken cancellationToken)
    {
        var id = track.ToString();
        var found = await catalog.FindTrackAsync(id, cancellationToken);
        return new FrozenTrack(track, found?.Track.Artists is [var first, ..] ? first.Id : null, found?.Track.Audio.DurationMs ?? 0, noise.Contains(id));
    }

    private async IAsyncEnumerable<IReadOnlyList<FrozenTrack>> ChunksAsync(IAsyncEnumerable<FrozenTrack> tracks, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var chunk = new List<FrozenTrack>(limits.Lookups);
        await foreach (var track in tracks.WithCancellation(cancellationToken))
        {
            chunk.Add(track);
            if (chunk.Count < limits.Lookups)
                continue;
            yield return chunk;
            chunk = new List<FrozenTrack>(limits.Lookups);
        }

        if (chunk.Count > 0)
            yield return chunk;
    }
}
