using Spotify.Core;
using Spotify.Core.Catalog;
using Spotify.Core.Playback;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Playback.ReleaseDay;

/// <summary>Which releases open when, taken from the grants of the catalogue.</summary>
public sealed class Embargoes
{
    // A release that opens market by market at local midnight has some forty moments.
    private const int MostMoments = 64;

    private readonly IDocumentStore _documents;
    private readonly TimeProvider _time;

    internal Embargoes(IDocumentStore documents, TimeProvider time) => (_documents, _time) = (documents, time);

    /// <summary>Notes when an album opens from now on. Moments that a later version of the album no longer has stay noted: reading ahead looks at the album as it is by then.</summary>
    /// <param name="album">The album as it is published.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    /// <returns>How many moments there are.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<int> NoteAsync(Album album, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(album);
        var now = _time.GetUtcNow();
        var moments = MomentsOf(album, now);
        foreach (var moment in moments)
        {
            await _documents.WriteAsync(
                DocumentContainer.System,
                EmbargoDocument.PartitionOf(moment),
                DocumentOperation.Create(EmbargoDocument.IdOf(moment, album.Id), new EmbargoDocument { AlbumId = album.Id, At = moment }, moment - now + EmbargoDocument.KeptFor),
                cancellationToken);
        }

        return moments.Count;
    }

    /// <summary>Releases that open between two moments, in their order.</summary>
    /// <param name="from">The first moment.</param>
    /// <param name="to">The first moment after.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<IReadOnlyList<OpeningRelease>> BetweenAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        [.. (await ReadAsync(from, to, cancellationToken)).Select(one => new OpeningRelease(one.AlbumId, one.At))];

    /// <summary>As operators see them.</summary>
    internal async Task<IReadOnlyList<EmbargoDocument>> ReadAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var found = new List<EmbargoDocument>();
        for (var day = from.UtcDateTime.Date; day < to.UtcDateTime; day = day.AddDays(1))
        {
            var start = new DateTimeOffset(day, TimeSpan.Zero);
            var range = new IdRange(start < from ? EmbargoDocument.StampOf(from) : null, start.AddDays(1) > to ? EmbargoDocument.StampOf(to) : null);
            string? continuation = null;
            do
            {
                var page = await _documents.RangeAsync<EmbargoDocument>(DocumentContainer.System, EmbargoDocument.PartitionOf(start), range, DocumentRules.MaxReads, continuation, cancellationToken);
                found.AddRange(page.Documents.Select(one => one.Document.Value));
                continuation = page.Continuation;
            }
            while (continuation is not null);
        }

        return found;
    }

    /// <summary>Writes down what was read ahead.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task ReportAsync(OpeningRelease release, WarmingReport report, CancellationToken cancellationToken) => await _documents.WriteAsync(
        DocumentContainer.System,
        EmbargoDocument.PartitionOf(release.At),
        DocumentOperation.Upsert(
            EmbargoDocument.IdOf(release.At, release.AlbumId),
            new EmbargoDocument { AlbumId = release.AlbumId, At = release.At, Warmed = report },
            TimeSpan.FromTicks(Math.Max(release.At.UtcTicks - _time.GetUtcNow().UtcTicks, 0)) + EmbargoDocument.KeptFor),
        cancellationToken);

    /// <summary>When an album opens for anybody from now on; seconds are cut, as ids have none below.</summary>
    internal static IReadOnlyList<DateTimeOffset> MomentsOf(Album album, DateTimeOffset now) =>
        [.. album.Rights.Where(grant => grant.From > now && (grant.Until is null || grant.Until > grant.From) && grant.Uses.Contains(nameof(RightsUse.Stream), StringComparer.OrdinalIgnoreCase))
            .Select(grant => new DateTimeOffset(grant.From.UtcTicks - (grant.From.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero)).Distinct().Order().Take(MostMoments)];
}
