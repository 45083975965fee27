using System.Globalization;
using Spotify.Core;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Identity;

/// <summary>What labels are told about sounds that are known under two ISRCs, in the container <c>labels</c>.</summary>
public sealed class IdentityFlags
{
    private const string Partition = "_flags";
    private const string FlagPrefix = "f-";

    private readonly IDocumentStore _documents;
    private readonly TimeProvider _time;

    internal IdentityFlags(IDocumentStore documents, TimeProvider time) => (_documents, _time) = (documents, time);

    /// <summary>A label's flags, the newest first.</summary>
    /// <param name="label">The label.</param>
    /// <param name="rows">Which of them.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="TransientException">The documents are in trouble.</exception>
    public async Task<FlagPage> ListAsync(string label, RowsRequest rows, CancellationToken cancellationToken)
    {
        if (!DocumentRules.IsValidPartitionKey(label))
            return new FlagPage([], null);
        var page = await _documents.RangeAsync<FlagDocument>(
            DocumentContainer.Labels, new PartitionKeyValue(label, Partition), IdRange.Prefix(FlagPrefix, descending: true), rows.Limit, rows.After, cancellationToken);
        return new FlagPage(
            [
                .. page.Documents.Select(entry => entry.Document.Value)
                    .Select(flag => new FlagView(flag.At, flag.TrackId, flag.Isrc, flag.Likeness, flag.Score, flag.OtherLabelId, flag.OtherTrackId)),
            ],
            page.Continuation);
    }

    /// <summary>Tells both labels of two tracks, each its own side, once.</summary>
    /// <exception cref="TransientException">The documents are in trouble.</exception>
    internal async Task TellAsync(IdentityQuery track, KnownTrack other, CancellationToken cancellationToken)
    {
        var isOwn = track.LabelId == other.LabelId;
        var flag = new FlagDocument
        {
            At = _time.GetUtcNow(),
            TrackId = track.TrackId,
            Isrc = track.Isrc,
            OtherLabelId = other.LabelId,
            OtherTrackId = isOwn ? other.TrackId : null,
            Score = Math.Round(other.Score, 3),
            Likeness = other.Likeness,
        };
        string[] pair = [track.TrackId, other.TrackId];
        Array.Sort(pair, StringComparer.Ordinal);
        var name = SpotifyId.Derive("flag", pair);
        await TellAsync(track.LabelId, name, flag, cancellationToken);
        if (!isOwn)
            await TellAsync(other.LabelId, name, flag with { TrackId = other.TrackId, Isrc = other.Isrc, OtherLabelId = track.LabelId }, cancellationToken);
    }

    private async Task TellAsync(string label, string pair, FlagDocument flag, CancellationToken cancellationToken)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{FlagPrefix}{flag.At.UtcDateTime:yyyyMMddHHmmssfff}-{pair}");
        var result = await _documents.WriteBatchAsync(
            DocumentContainer.Labels,
            new PartitionKeyValue(label, Partition),
            [DocumentOperation.Create($"p-{pair}", flag), DocumentOperation.Create(id, flag)],
            cancellationToken);
        if (result.Outcome is not (WriteOutcome.Written or WriteOutcome.Conflict))
            throw new TransientException($"Label {label} was not told: {result.Outcome}");
    }
}
