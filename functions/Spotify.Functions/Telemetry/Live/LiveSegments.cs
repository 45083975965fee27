using System.Globalization;
using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Core.Telemetry.Live;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry.Live;

/// <summary>
/// Writes what this process counts, into documents that nobody else writes to, so that there is nothing to fight for and nothing to take back: whoever reads merges
/// them. A segment that is full stays as it is and the next one begins, so that a batch rewrites little. One caller at a time.
/// </summary>
internal sealed partial class LiveSegments(IDocumentStore documents, LiveMetrics metrics, TimeProvider time, ILogger<LiveSegments> logger)
{
    /// <summary>At how many bytes a segment is full.</summary>
    public const int SegmentBytes = 64 * 1024;

    /// <summary>At how many bytes the last segment of a window lets go of the names with the least.</summary>
    public const int LastSegmentBytes = 256 * 1024;

    /// <summary>Names in the segments that are kept in memory, at the most (after a batch): about 300 bytes each.</summary>
    public const int MaxOpenNames = 100_000;

    /// <summary>Bytes, as they are stored, of the segments that are kept in memory, at the most (after a batch).</summary>
    public const int MaxOpenBytes = 16 * 1024 * 1024;

    private const int MaxBatchBytes = 1024 * 1024;

    private readonly Dictionary<LiveWindow, Segment> _open = [];
    private readonly Dictionary<LiveWindow, int> _numbers = [];
    private long _turn;

    /// <summary>This process, and no other before or after it: 16 hex digits.</summary>
    public string Writer { get; } = Random.Shared.NextInt64().ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>Names in the segments that are kept in memory.</summary>
    public int OpenNames => _open.Values.Sum(one => one.Set.Count);

    /// <summary>Bytes, as they are stored, of the segments that are kept in memory.</summary>
    public long OpenBytes => _open.Values.Sum(one => (long)one.Set.Bytes);

    /// <summary>How many segments a window has at the most; the last one then keeps the names with the most. So a window of a market follows some 19,000 tracks.</summary>
    public static int SegmentsOf(string scope) => scope switch
    {
        LiveWindow.Tracks => 64,
        LiveWindow.Markets => 32,
        LiveWindow.Now => 16,
        _ => 8,
    };

    /// <summary>Adds to windows. When it returns all of it is stored; a repeat changes nothing.</summary>
    /// <exception cref="TransientException">The store is in trouble; repeat it.</exception>
    public async Task WriteAsync(IReadOnlyDictionary<LiveWindow, SketchSet> additions, CancellationToken cancellationToken)
    {
        _turn++;
        Forget();
        var touched = new List<Segment>(additions.Count);
        try
        {
            foreach (var (window, set) in additions)
            {
                var segment = await OpenAsync(window, cancellationToken);
                touched.Add(segment);
                Append(segment, set);
            }

            await SaveAsync(touched, cancellationToken);
        }
        catch
        {
            // What was added and is not stored will come again; kept here it would pass for stored. What is stored of it, or still will be, is found by reading.
            foreach (var segment in touched)
            {
                _open.Remove(segment.Window);
                _numbers[segment.Window] = segment.Number;
            }

            throw;
        }

        Evict();
    }

    private async Task<Segment> OpenAsync(LiveWindow window, CancellationToken cancellationToken)
    {
        if (!_open.TryGetValue(window, out var segment))
        {
            segment = new Segment(window, _numbers.GetValueOrDefault(window));
            if (_numbers.ContainsKey(window))
                await ResumeAsync(segment, cancellationToken);
            _open.Add(window, segment);
        }

        segment.Turn = _turn;
        return segment;
    }

    /// <summary>Goes on with the last segment that this process began of a window which it no longer keeps in memory.</summary>
    private async Task ResumeAsync(Segment segment, CancellationToken cancellationToken)
    {
        var id = LiveSegmentDocument.IdOf(segment.Window, Writer, segment.Number);
        var stored = await documents.ReadAsync<LiveSegmentDocument>(DocumentContainer.Aggregates, LiveSegmentDocument.ScopeOf(segment.Window), id, cancellationToken);
        if (stored is null)
            return;
        if (SketchSetCodec.TryRead(stored.Value.Data) is { } set)
            (segment.Set, segment.ETag) = (set, stored.ETag);
        else
            segment.Number++;
    }

    private void Append(Segment segment, SketchSet additions)
    {
        var last = SegmentsOf(segment.Window.Scope) - 1;
        // In the order of names, so that the same additions are cut in the same places.
        foreach (var (name, group) in additions.Bytes > SegmentBytes ? additions.Groups.OrderBy(one => one.Key) : additions.Groups.AsEnumerable())
        {
            if (segment.Set.Bytes >= SegmentBytes && segment.Number < last)
                segment.Roll();
            segment.Merge(name, group);
            if (segment.Number >= last)
                metrics.Dropped(LiveWindow.LengthOf(segment.Window.Scope) == LiveWindow.FiveMinutesMs ? "market" : segment.Window.Scope, segment.Set.Trim(int.MaxValue, LastSegmentBytes));
        }
    }

    private async Task SaveAsync(List<Segment> segments, CancellationToken cancellationToken)
    {
        var partitions = segments.GroupBy(segment => LiveSegmentDocument.ScopeOf(segment.Window))
            .Select(group => (Partition: group.Key, Waiting: new Queue<Write>(group.SelectMany(segment => segment.TakeWrites())))).ToList();
        while (partitions.RemoveAll(one => one.Waiting.Count == 0) >= 0 && partitions.Count > 0)
        {
            var writes = partitions.ConvertAll(one => NextBatch(one.Waiting));
            var batches = writes.Select((batch, i) => new PartitionBatch(DocumentContainer.Aggregates, partitions[i].Partition, batch.ConvertAll(ToOperation))).ToList();
            var results = await documents.WriteManyAsync(batches, cancellationToken);
            for (var i = 0; i < writes.Count; i++)
            {
                if (results[i].Outcome == WriteOutcome.TooLarge)
                    throw new InvalidOperationException("A segment of live statistics is over the size of a document.");
                // Nobody else writes to it: an earlier write of this process was done after all, and its answer was lost.
                if (!results[i].IsWritten)
                    throw new TransientException("A segment of live statistics is not as it was left.");
                for (var j = 0; j < writes[i].Count; j++)
                    writes[i][j].Segment.Saved(writes[i][j].Number, results[i].ETags[j]);
            }
        }

        foreach (var segment in segments)
            _numbers[segment.Window] = segment.Number;
    }

    // With its version: a write whose answer was lost, and which is done late, must not undo a later one.
    private DocumentOperation ToOperation(Write write)
    {
        var window = write.Segment.Window;
        var (id, body) = (LiveSegmentDocument.IdOf(window, Writer, write.Number), new LiveSegmentDocument { Data = write.Data });
        return write.ETag is null
            ? DocumentOperation.Create(id, body, LiveSegmentDocument.TimeToLiveOf(window.Scope))
            : DocumentOperation.Replace(id, body, write.ETag, LiveSegmentDocument.TimeToLiveOf(window.Scope));
    }

    private static List<Write> NextBatch(Queue<Write> waiting)
    {
        var (writes, bytes) = (new List<Write>(), 0);
        while (writes.Count < DocumentRules.MaxBatchOperations && bytes < MaxBatchBytes && waiting.TryDequeue(out var write))
        {
            bytes += write.Data.Length * 4 / 3;
            writes.Add(write);
        }

        return writes;
    }

    /// <summary>Lets go of windows that nobody adds to any more.</summary>
    private void Forget()
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var window in _numbers.Keys.Where(window => window.StartMs + (long)LiveSegmentDocument.TimeToLiveOf(window.Scope).TotalMilliseconds < now).ToList())
        {
            _numbers.Remove(window);
            _open.Remove(window);
        }
    }

    /// <summary>Lets go of the segments that were not used for longest, down to three quarters of the bounds; they are read again when they are needed.</summary>
    private void Evict()
    {
        var (names, bytes) = (OpenNames, OpenBytes);
        if (names <= MaxOpenNames && bytes <= MaxOpenBytes)
            return;
        var before = _open.Count;
        foreach (var segment in _open.Values.OrderBy(one => one.Turn).ThenByDescending(one => one.Set.Count).ToList())
        {
            if (names <= MaxOpenNames / 4 * 3 && bytes <= MaxOpenBytes / 4 * 3)
                break;
            _open.Remove(segment.Window);
            names -= segment.Set.Count;
            bytes -= segment.Set.Bytes;
        }

        LogEvicted(before - _open.Count, before);
    }

    [LoggerMessage(EventId = 5501, Level = LogLevel.Debug, Message = "{Evicted} of {Open} segments of live statistics were let go of")]
    private partial void LogEvicted(int evicted, int open);

    private sealed record Write(Segment Segment, int Number, byte[] Data, string? ETag);

    private sealed class Segment(LiveWindow window, int number)
    {
        private readonly List<Write> _full = [];
        private bool _isChanged;

        public LiveWindow Window => window;

        public int Number { get; set; } = number;

        public SketchSet Set { get; set; } = new();

        /// <summary>The stored version; null where there is none.</summary>
        public string? ETag { get; set; }

        /// <summary>The last turn that it was used in.</summary>
        public long Turn { get; set; }

        public void Merge(UInt128 name, SketchGroup group) => _isChanged |= Set.Merge(name, group);

        /// <summary>Begins the next one; this one stays as it is.</summary>
        public void Roll()
        {
            if (_isChanged)
                _full.Add(new Write(this, Number, SketchSetCodec.ToBytes(Set), ETag));
            (Set, ETag, _isChanged) = (new SketchSet(), null, false);
            Number++;
        }

        /// <summary>What the store has not seen.</summary>
        public List<Write> TakeWrites()
        {
            List<Write> writes = [.. _full];
            if (_isChanged)
                writes.Add(new Write(this, Number, SketchSetCodec.ToBytes(Set), ETag));
            _full.Clear();
            _isChanged = false;
            return writes;
        }

        public void Saved(int number, string? etag)
        {
            if (number == Number)
                ETag = etag;
        }
    }
}
