namespace Spotify.Core.Telemetry.Archive;

/// <summary>
/// Merges segments, each sorted by receipt, into one sequence of receipts, each once. Holds a line of each segment in memory, whatever their sizes. Where the
/// copies of a receipt differ (the listener was erased in between), the one that leaves the events out is taken, otherwise that of the first segment.
/// </summary>
public sealed class SegmentMerge
{
    private readonly PriorityQueue<SegmentReader, (ReceiptKey Key, int Index, int Segment)> _segments = new();
    private readonly Dictionary<SegmentReader, int> _places = [];

    /// <summary>Opens the segments.</summary>
    /// <param name="segments">Their rows, not compressed any more; the caller closes them.</param>
    /// <exception cref="InvalidDataException">One is damaged.</exception>
    public SegmentMerge(IEnumerable<Stream> segments)
    {
        ArgumentNullException.ThrowIfNull(segments);
        foreach (var stream in segments)
        {
            var reader = new SegmentReader(stream);
            _places.Add(reader, _places.Count);
            if (reader.Next())
                Enqueue(reader);
        }
    }

    /// <summary>Gives the next receipt and all its repeats.</summary>
    /// <returns>False when there is none left.</returns>
    /// <exception cref="InvalidDataException">A segment is damaged.</exception>
    public bool Next(IReceiptSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        if (!_segments.TryDequeue(out var segment, out var place))
            return false;
        var key = place.Key;
        var wanted = sink.Begin(key, segment.Row.Mark, segment.Row.Events);
        var isMark = segment.Row.Index == ArchiveRows.MarkIndex;
        var lines = Copy(segment, key, wanted ? sink : null);
        sink.End(isMark ? 0 : lines);
        while (_segments.TryPeek(out segment, out place) && place.Key == key)
        {
            _segments.Dequeue();
            var (mark, events) = (segment.Row.Index == ArchiveRows.MarkIndex, segment.Row.Events);
            lines = Copy(segment, key, null);
            sink.Repeat(mark ? events : lines);
        }

        return true;
    }

    /// <summary>Reads one copy of a receipt: its rows have growing places, so a place that is not larger begins another copy.</summary>
    private int Copy(SegmentReader segment, ReceiptKey key, IReceiptSink? sink)
    {
        var lines = 0;
        int last;
        bool more;
        do
        {
            last = segment.Row.Index;
            sink?.Line(segment.Line);
            lines++;
            more = segment.Next();
            if (more && segment.Row.Key < key)
                throw new InvalidDataException("A segment is not sorted.");
        }
        while (more && last != ArchiveRows.MarkIndex && segment.Row.Key == key && segment.Row.Index > last);
        if (more)
            Enqueue(segment);
        return lines;
    }

    private void Enqueue(SegmentReader segment) => _segments.Enqueue(segment, (segment.Row.Key, segment.Row.Index, _places[segment]));
}
