using Spotify.Core.Telemetry.Archive;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Events;

namespace Spotify.Functions.Telemetry.Archive;

/// <summary>Reads what the processes say they sent: one <see cref="SentDocument"/> a process.</summary>
internal sealed class SentReceipts(IDocumentStore documents)
{
    private const int PageSize = 1000;

    public async Task<IReadOnlyList<SentFigures>> ReadAsync(string hub, string hour, CancellationToken cancellationToken)
    {
        var sent = new List<SentFigures>();
        string? continuation = null;
        do
        {
            var page = await documents.RangeAsync<SentDocument>(DocumentContainer.Aggregates, SentDocument.ScopeOf(hub, hour), default, PageSize, continuation, cancellationToken);
            sent.AddRange(page.Documents.Select(one => FiguresOf(one.Id, one.Document.Value)));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return sent;
    }

    public async Task<bool> AnyAsync(string hub, string hour, CancellationToken cancellationToken) =>
        (await documents.RangeAsync<SentDocument>(DocumentContainer.Aggregates, SentDocument.ScopeOf(hub, hour), default, 1, null, cancellationToken)).Documents.Count > 0;

    private static SentFigures FiguresOf(string writer, SentDocument sent) =>
        new(writer, sent.First, sent.Last, new ArchiveCount(sent.Batches, sent.Events), [.. sent.Void.Select(range => new SequenceRange(range.From, range.To))], sent.Final);
}
