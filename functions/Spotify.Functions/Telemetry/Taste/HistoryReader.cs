using System.Text.Json;
using Microsoft.Extensions.Logging;
using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry.Taste;

/// <summary>Reads the history of one listener. What cannot be read is left out and logged: a damaged week hides itself, not the others.</summary>
internal sealed partial class HistoryReader(IDocumentStore documents, TimeProvider time, ILogger<HistoryReader> logger)
{
    /// <summary>The weeks that are kept, as far as they lie within a time.</summary>
    public (TasteWeek From, TasteWeek To) Kept(long fromMs, long toMs)
    {
        var now = time.GetUtcNow();
        var oldest = TasteWeek.Of((now - TasteRetention.Kept).ToUnixTimeMilliseconds());
        var newest = TasteWeek.Of((now + Core.Telemetry.EventTime.MaxAhead).ToUnixTimeMilliseconds());
        var (from, to) = (TasteWeek.Of(fromMs), TasteWeek.Of(toMs));
        return (from < oldest ? oldest : from, to > newest ? newest : to);
    }

    /// <summary>The plays of some weeks, in the order of the weeks.</summary>
    public async ValueTask<IReadOnlyList<ListenWeek>> ReadListensAsync(string userId, IReadOnlyList<TasteWeek> weeks, CancellationToken cancellationToken)
    {
        var stored = await ReadAsync<HistoryDocument>(userId, [.. weeks.Select(HistoryDocument.IdOf)], cancellationToken);
        var read = new List<ListenWeek>(weeks.Count);
        for (var i = 0; i < stored.Count; i++)
        {
            if (stored[i] is not { } document)
                continue;
            if (ListenWeekCodec.TryRead(weeks[i], document.Data) is { } week)
                read.Add(week);
            else
                Unreadable(userId, HistoryDocument.IdOf(weeks[i]), null);
        }

        return read;
    }

    /// <summary>The first listens of all buckets.</summary>
    public async ValueTask<IReadOnlyList<FirstListens>> ReadFirstsAsync(string userId, CancellationToken cancellationToken)
    {
        var ids = Enumerable.Range(0, FirstListens.Buckets).Select(HistoryDocument.IdOf).ToList();
        var stored = await ReadAsync<HistoryDocument>(userId, ids, cancellationToken);
        var read = new List<FirstListens>(ids.Count);
        for (var i = 0; i < stored.Count; i++)
        {
            if (stored[i] is not { } document)
                continue;
            if (FirstListens.TryRead(document.Data) is { } bucket)
                read.Add(bucket);
            else
                Unreadable(userId, ids[i], null);
        }

        return read;
    }

    /// <summary>The signals of some weeks, in the order of the weeks.</summary>
    public async ValueTask<IEnumerable<Signal>> ReadSignalsAsync(string userId, IReadOnlyList<TasteWeek> weeks, CancellationToken cancellationToken) =>
        (await ReadAsync<SignalWeekDocument>(userId, [.. weeks.Select(SignalWeekDocument.IdOf)], cancellationToken)).OfType<SignalWeekDocument>().SelectMany(week => week.Signals);

    private async ValueTask<IReadOnlyList<T?>> ReadAsync<T>(string userId, List<string> ids, CancellationToken cancellationToken)
        where T : class
    {
        // Whom no store can hold, nothing is known of.
        if (ids.Count == 0 || !DocumentRules.IsValidPartitionKey(userId))
            return [];
        var keys = ids.Select(id => new DocumentKey(userId, id)).ToArray();
        var stored = await documents.ReadManyAsync<T>(DocumentContainer.Users, keys, (i, exception) => Unreadable(userId, ids[i], exception), cancellationToken);
        return [.. stored.Select(one => one?.Value)];
    }

    [LoggerMessage(EventId = 5162, Level = LogLevel.Error, Message = "The history of listener {UserId} under {Id} cannot be read; it is left out.")]
    private partial void Unreadable(string userId, string id, JsonException? exception);
}
