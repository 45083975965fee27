using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Telemetry.Listeners;

namespace Spotify.Functions.Telemetry.Taste;

/// <summary>Reads everybody's taste out of the container <c>users</c>, which holds weeks of one listener in no order.</summary>
internal sealed partial class TasteScan(IDocumentStore documents, ILogger<TasteScan> logger) : ITasteScan
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ScanRange>> CutAsync(int atMost, CancellationToken cancellationToken = default) =>
        documents.GetScanRangesAsync(DocumentContainer.Users, atMost, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ListenerHistory> ReadAsync(
        ScanRange range, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (first, end) = (TasteWeek.Of(from.ToUnixTimeMilliseconds()), new TasteWeek(TasteWeek.Of(to.ToUnixTimeMilliseconds() - 1).Number + 1));
        var gathered = new Dictionary<string, Gathered>(StringComparer.Ordinal);
        await foreach (var one in documents.ScanAsync<JsonElement>(DocumentContainer.Users, range, new ScanFilter(Ids: new IdRange(HistoryDocument.IdOf(first), HistoryDocument.IdOf(end))), cancellationToken))
            Gather(one, (listener, read) => listener.Weeks.Add(new PackedDocument(read.Id, read.Data)));
        await foreach (var one in documents.ScanAsync<JsonElement>(DocumentContainer.Users, range, new ScanFilter(Ids: new IdRange(SignalWeekDocument.IdOf(first), SignalWeekDocument.IdOf(end))), cancellationToken))
        {
            if (TryRead<SignalWeekDocument>(one) is { } week)
                Of(one.Partition.First).Signals.AddRange(week.Signals);
        }

        if (gathered.Count == 0)
            yield break;
        await foreach (var one in documents.ScanAsync<JsonElement>(DocumentContainer.Users, range, new ScanFilter(Ids: IdRange.Prefix(HistoryDocument.FirstsPrefix)), cancellationToken))
            Gather(one, (listener, read) => listener.Buckets.Add(new PackedDocument(read.Id, read.Data)), known: true);
        await foreach (var identity in ListenersAsync(range, cancellationToken))
        {
            if (gathered.TryGetValue(identity.UserId, out var listener))
                listener.Identity = identity;
        }

        foreach (var (userId, listener) in gathered.Where(one => one.Value.Identity is not null).OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            var history = Unpack(userId, listener, from, to);
            if (history.Plays.Count + history.Signals.Count > 0)
                yield return history;
            gathered[userId] = Gathered.Done;
        }

        Gathered Of(string userId)
        {
            if (!gathered.TryGetValue(userId, out var listener))
                gathered[userId] = listener = new Gathered();
            return listener;
        }

        void Gather(ScannedDocument<JsonElement> one, Action<Gathered, PackedDocument> take, bool known = false)
        {
            if ((!known || gathered.ContainsKey(one.Partition.First)) && TryRead<HistoryDocument>(one) is { } read)
                take(Of(one.Partition.First), new PackedDocument(one.Id, read.Data));
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ListenerIdentity> ListenersAsync(ScanRange range, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var only = new IdRange(ListenerKeyDocument.Id, ListenerKeyDocument.Id + DocumentRules.BelowEveryId);
        await foreach (var one in documents.ScanAsync<JsonElement>(DocumentContainer.Users, range, new ScanFilter(Ids: only), cancellationToken))
        {
            if (TryRead<ListenerKeyDocument>(one) is { Key: { } key, Since: { } since })
                yield return new ListenerIdentity(one.Partition.First, key, since);
        }
    }

    private ListenerHistory Unpack(string userId, Gathered listener, DateTimeOffset from, DateTimeOffset to)
    {
        var (fromMs, toMs, plays, firsts) = (from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds(), new List<Listen>(), new Dictionary<TrackKey, DateTimeOffset>());
        foreach (var packed in listener.Weeks)
        {
            if (TasteWeek.Parse(packed.Id[HistoryDocument.ListensPrefix.Length..]) is { } name && ListenWeekCodec.TryRead(name, packed.Data) is { } week)
                plays.AddRange(week.Plays.Where(play => play.StartMs >= fromMs && play.StartMs < toMs));
            else
                Unreadable(userId, packed.Id, null);
        }

        foreach (var packed in listener.Buckets)
        {
            if (FirstListens.TryRead(packed.Data) is not { } bucket)
                Unreadable(userId, packed.Id, null);
            else
                foreach (var (track, first) in bucket.Tracks)
                    firsts[track] = DateTimeOffset.FromUnixTimeMilliseconds(first);
        }

        plays.Sort(Listen.Compare);
        var signals = listener.Signals.Where(signal => signal.At >= from && signal.At < to).ToList();
        signals.Sort(Signal.Compare);
        return new ListenerHistory(listener.Identity!, plays, signals, firsts);
    }

    private T? TryRead<T>(ScannedDocument<JsonElement> one)
        where T : class
    {
        try
        {
            return one.Value.Deserialize<T>(DocumentJson.Options);
        }
        catch (JsonException problem)
        {
            Unreadable(one.Partition.First, one.Id, problem);
            return null;
        }
    }

    [LoggerMessage(EventId = 5164, Level = LogLevel.Error, Message = "The history of listener {UserId} under {Id} cannot be read; the scan leaves it out.")]
    private partial void Unreadable(string userId, string id, JsonException? exception);

    private sealed record PackedDocument(string Id, byte[] Data);

    private sealed class Gathered
    {
        public static readonly Gathered Done = new();

        public ListenerIdentity? Identity { get; set; }

        public List<PackedDocument> Weeks { get; } = [];

        public List<Signal> Signals { get; } = [];

        public List<PackedDocument> Buckets { get; } = [];
    }
}
