using System.Text.Json;

namespace Spotify.Core.Telemetry.Archive;

/// <summary>Seals an hour: takes receipts in order, writes the rows of those that are new to it, and counts all of them.</summary>
public sealed class HourTally : IReceiptSink
{
    private readonly SortedDictionary<ulong, WriterTally> _writers = [];
    private ArchiveCount _repeated;
    private WriterTally _writer = new();
    private ReceiptMark _mark;
    private int _markedEvents;
    private bool _isRepeat;

    /// <summary>Goes on from what is sealed already.</summary>
    /// <param name="before">The hour's manifest; null where there is none.</param>
    /// <exception cref="JsonException">It contradicts itself.</exception>
    public HourTally(ArchiveManifest? before)
    {
        foreach (var one in before?.Writers ?? [])
        {
            if (!ReceiptKey.TryParseWriter(one.Writer, out var writer) || SequenceSet.TryCreate(one.First, one.Last, one.Gaps) is not { } arrived)
                throw new JsonException($"What the manifest says of writer {one.Writer} cannot be.");
            _writers.Add(writer, new WriterTally { Arrived = arrived, Archived = one.Archived, Erased = one.Erased, Parked = one.Parked });
        }

        _repeated = before?.Repeated ?? default;
    }

    /// <summary>Where rows go.</summary>
    public Stream Output { get; set; } = Stream.Null;

    /// <summary>Rows that went to <see cref="Output"/>; the caller sets it back to 0 when a part begins.</summary>
    public long Rows { get; set; }

    /// <inheritdoc/>
    public bool Begin(ReceiptKey key, ReceiptMark mark, int markedEvents)
    {
        (_mark, _markedEvents) = (mark, markedEvents);
        if (!_writers.TryGetValue(key.Writer, out var writer))
            _writers.Add(key.Writer, writer = new WriterTally());
        _writer = writer;
        _isRepeat = !writer.Arrived.Add(key.Sequence);
        return mark == ReceiptMark.Kept && !_isRepeat;
    }

    /// <inheritdoc/>
    public void Line(ReadOnlySpan<byte> line)
    {
        Output.Write(line);
        Rows++;
    }

    /// <inheritdoc/>
    public void End(int rows)
    {
        if (_isRepeat)
            Repeat(_mark == ReceiptMark.Kept ? rows : _markedEvents);
        else if (_mark == ReceiptMark.Kept)
            _writer.Archived = _writer.Archived.Plus(rows);
        else if (_mark == ReceiptMark.Erased)
            _writer.Erased = _writer.Erased.Plus(_markedEvents);
        else
            _writer.Parked = _writer.Parked.Plus(_markedEvents);
    }

    /// <inheritdoc/>
    public void Repeat(int events) => _repeated = _repeated.Plus(events);

    /// <summary>A sink for a merge of some of the segments: all lines of all receipts, for a later merge with the others. Its repeats are counted here.</summary>
    public IReceiptSink ForRun(Stream output) => new RunSink(this, output);

    /// <summary>The manifest of what was taken so far.</summary>
    public ArchiveManifest ToManifest(string hub, ArchiveHour hour, int version, string plan, DateTimeOffset sealedAt, IReadOnlyList<ArchivePart> parts)
    {
        var (archived, erased, parked) = (Sum(one => one.Archived), Sum(one => one.Erased), Sum(one => one.Parked));
        return new ArchiveManifest
        {
            Hub = hub,
            Date = hour.Date,
            Hour = hour.Hour,
            Version = version,
            Plan = plan,
            SealedAt = sealedAt,
            Received = archived + erased + parked + _repeated,
            Archived = archived,
            Repeated = _repeated,
            Erased = erased,
            Parked = parked,
            Parts = parts,
            Writers =
            [
                .. _writers.Select(one => new ArchivedWriter(
                    ReceiptKey.TextOf(one.Key), one.Value.Arrived.First, one.Value.Arrived.Last, one.Value.Archived, one.Value.Erased, one.Value.Parked, [.. one.Value.Arrived.Gaps])),
            ],
        };
    }

    private ArchiveCount Sum(Func<WriterTally, ArchiveCount> count) => _writers.Values.Aggregate(default(ArchiveCount), (sum, one) => sum + count(one));

    private sealed class WriterTally
    {
        public SequenceSet Arrived { get; init; } = new();

        public ArchiveCount Archived { get; set; }

        public ArchiveCount Erased { get; set; }

        public ArchiveCount Parked { get; set; }
    }

    private sealed class RunSink(HourTally tally, Stream output) : IReceiptSink
    {
        public bool Begin(ReceiptKey key, ReceiptMark mark, int markedEvents) => true;

        public void Line(ReadOnlySpan<byte> line) => output.Write(line);

        public void End(int rows)
        {
        }

        public void Repeat(int events) => tally.Repeat(events);
    }
}
