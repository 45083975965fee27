using System.Globalization;
using Spotify.Core.Telemetry.Archive;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry.Archive;

/// <summary>Reads what the processes say they sent: container <c>aggregates</c>, scope <c>sent:{hub}:{hour}</c>, one document a process.</summary>
internal sealed class SentReceipts(IDocumentStore documents)
{
    private const int PageSize = 1000;

    public async Task<IReadOnlyList<SentFigures>> ReadAsync(string hub, string hour, CancellationToken cancellationToken)
    {
        var sent = new List<SentFigures>();
        string? continuation = null;
        do
        {
            var page = await documents.RangeAsync<SentView>(DocumentContainer.Aggregates, ScopeOf(hub, hour), default, PageSize, continuation, cancellationToken);
            sent.AddRange(page.Documents.Select(one => one.Document.Value.ToFigures(one.Id)));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return sent;
    }

    public async Task<bool> AnyAsync(string hub, string hour, CancellationToken cancellationToken) =>
        (await documents.RangeAsync<SentView>(DocumentContainer.Aggregates, ScopeOf(hub, hour), default, 1, null, cancellationToken)).Documents.Count > 0;

    public static string ScopeOf(string hub, string hour) => string.Create(CultureInfo.InvariantCulture, $"sent:{hub}:{hour}");
}

/// <summary>What the audit reads of a process's document.</summary>
internal sealed record SentView(long First, long Last, long Batches, long Events, IReadOnlyList<SentViewRange>? Void, bool Final)
{
    public SentFigures ToFigures(string writer) =>
        new(writer, First, Last, new ArchiveCount(Batches, Events), [.. (Void ?? []).Select(range => new SequenceRange(range.From, range.To))], Final);
}

/// <summary>Numbers next to each other.</summary>
internal readonly record struct SentViewRange(long From, long To);
