using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace Spotify.EmbeddedRuntime.Events;

/// <summary>
/// One partition: segment files that only grow at the end of the last. Senders that wait together are written together and share one fsync; what a
/// sender was told is stored, is on the disk. Readers see only what is committed.
/// </summary>
internal sealed partial class PartitionLog : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Lock _retention = new();
    private readonly string _folder;
    private readonly EventLogOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly List<Segment> _segments;
    private readonly AppendQueue _queue;
    private SafeFileHandle _file;
    private long _next;
    private long _lastTicks;
    private TaskCompletionSource? _grown;
    private IOException? _broken;

    /// <summary>Opens a partition, or makes an empty one, and cuts off what a crash left half written at its end.</summary>
    public PartitionLog(string folder, EventLogOptions options, TimeProvider time, ILogger logger)
    {
        (_folder, _options, _time, _logger) = (folder, options, time, logger);
        Directory.CreateDirectory(folder);
        _segments = Segment.List(folder);
        if (_segments.Count == 0)
            _segments.Add(new Segment(folder, 0));
        _file = Recover(_segments[^1]);
        _queue = new AppendQueue($"events {Path.GetFileName(Path.GetDirectoryName(folder))}/{Path.GetFileName(folder)}", options.MaxPendingBytes, Commit);
    }

    /// <summary>The sequence number that the next event will get; all below it that are kept can be read.</summary>
    public long NextSequence => Volatile.Read(ref _next);

    /// <summary>The oldest sequence number that is kept; equal to <see cref="NextSequence"/> when there is no event.</summary>
    public long FirstSequence
    {
        get
        {
            lock (_gate)
                return _segments[0].FirstSequence;
        }
    }

    /// <summary>Stores events, all or none, in their order.</summary>
    /// <param name="events">What to store; the partition keeps a share of it until it is done.</param>
    /// <param name="cancellationToken">Cancels the wait for room in the queue; what is queued is stored.</param>
    /// <returns>Completes when the events are on the disk.</returns>
    /// <exception cref="IOException">The disk refused; nothing was stored.</exception>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    public Task AppendAsync(EncodedEvents events, CancellationToken cancellationToken) => _queue.AddAsync(events, cancellationToken);

    /// <summary>Waits until there is an event at or after a sequence number.</summary>
    public ValueTask WaitForAsync(long sequence, CancellationToken cancellationToken)
    {
        if (sequence < NextSequence)
            return ValueTask.CompletedTask;
        lock (_gate)
        {
            if (sequence < _next)
                return ValueTask.CompletedTask;
            _grown ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_grown.Task.WaitAsync(cancellationToken));
        }
    }

    /// <summary>The segment that holds a sequence number, or the oldest when it is no longer kept.</summary>
    public Segment SegmentOf(long sequence)
    {
        lock (_gate)
        {
            for (var i = _segments.Count - 1; i > 0; i--)
            {
                if (_segments[i].FirstSequence <= sequence)
                    return _segments[i];
            }

            return _segments[0];
        }
    }

    /// <summary>Deletes the segments all of whose events are older than the retention.</summary>
    public void ApplyRetention()
    {
        lock (_retention)
            DeleteExpired();
    }

    /// <summary>Stores what is queued, then closes the files.</summary>
    public async ValueTask DisposeAsync()
    {
        await _queue.DisposeAsync();
        _file.Dispose();
    }

    private void DeleteExpired()
    {
        var limit = (_time.GetUtcNow() - _options.Retention).UtcTicks;
        while (true)
        {
            Segment oldest;
            lock (_gate)
            {
                oldest = _segments[0];
                if (_segments.Count == 1)
                {
                    // The last segment goes only once another has taken its place: the file's name is what remembers the next sequence number.
                    if (oldest.Length > 0 && oldest.LastTicks < limit)
                        _queue.Wake(rollFirst: true);
                    return;
                }
            }

            if (LastTicksOf(oldest) >= limit)
                return;
            lock (_gate)
                _segments.RemoveAt(0);
            File.Delete(oldest.Path);
            LogExpired(oldest.Path);
        }
    }

    private static long LastTicksOf(Segment segment)
    {
        if (segment.LastTicks == 0)
        {
            using var file = File.OpenHandle(segment.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var scan = SegmentScan.Run(file, segment.FirstSequence);
            if (scan.GoodBytes != segment.Length)
                throw new EventLogCorruptException(segment.Path, scan.GoodBytes, "a record does not match its checksum or its place");
            segment.LastTicks = scan.LastTicks;
        }

        return segment.LastTicks;
    }

    private static SafeFileHandle Open(Segment segment) =>
        File.OpenHandle(segment.Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    private SafeFileHandle Recover(Segment last)
    {
        var file = Open(last);
        var scan = SegmentScan.Run(file, last.FirstSequence);
        var length = RandomAccess.GetLength(file);
        if (scan.GoodBytes < length)
        {
            LogTorn(last.Path, length - scan.GoodBytes, scan.GoodBytes);
            RandomAccess.SetLength(file, scan.GoodBytes);
            RandomAccess.FlushToDisk(file);
        }

        (last.Length, last.FirstTicks, last.LastTicks) = (scan.GoodBytes, scan.FirstTicks, scan.LastTicks);
        _next = scan.NextSequence;
        _lastTicks = scan.LastTicks;
        return file;
    }

    private void Commit(IReadOnlyList<EncodedEvents> batch, bool rollFirst)
    {
        if (_broken is not null)
            throw _broken;
        var ticks = Math.Max(_time.GetUtcNow().UtcTicks, _lastTicks);
        if (rollFirst || IsFull(_segments[^1], ticks))
            Roll();
        if (batch.Count == 0)
        {
            ApplyRetention();
            return;
        }

        var segment = _segments[^1];
        var next = _next;
        var buffers = new ReadOnlyMemory<byte>[batch.Count];
        for (var i = 0; i < buffers.Length; i++)
        {
            batch[i].Stamp(next, ticks);
            next += batch[i].Count;
            buffers[i] = batch[i].Memory;
        }

        Write(segment, buffers);
        if (segment.FirstTicks == 0)
            segment.FirstTicks = ticks;
        segment.LastTicks = ticks;
        _lastTicks = ticks;
        Publish(segment, segment.Length + buffers.Sum(buffer => (long)buffer.Length), next);
    }

    private bool IsFull(Segment segment, long ticks) =>
        segment.Length > 0 && (segment.Length >= _options.SegmentBytes || ticks - segment.FirstTicks > _options.Retention.Ticks / 8);

    private void Roll()
    {
        if (_segments[^1].Length == 0)
            return;
        // A new file's name reaches the disk with the file's own first fsync on the file systems that matter (ext4, xfs, btrfs), and an empty one holds nothing.
        var segment = new Segment(_folder, _next);
        var file = Open(segment);
        _file.Dispose();
        _file = file;
        lock (_gate)
            _segments.Add(segment);
    }

    private void Write(Segment segment, ReadOnlyMemory<byte>[] buffers)
    {
        try
        {
            RandomAccess.Write(_file, buffers, segment.Length);
        }
        catch (IOException)
        {
            // Disk full: what was written of this batch must not lie under the next one.
            OrBreak(segment, () => RandomAccess.SetLength(_file, segment.Length));
            throw;
        }

        OrBreak(segment, () => RandomAccess.FlushToDisk(_file));
    }

    // After a failed fsync nobody knows what the disk holds; only reading it back, at the next start, tells.
    private void OrBreak(Segment segment, Action step)
    {
        try
        {
            step();
        }
        catch (IOException exception)
        {
            _broken = new IOException($"'{segment.Path}' could not be flushed to the disk. Check the disk and start again.", exception);
            throw _broken;
        }
    }

    private void Publish(Segment segment, long length, long next)
    {
        TaskCompletionSource? grown;
        lock (_gate)
        {
            segment.Length = length;
            Volatile.Write(ref _next, next);
            (grown, _grown) = (_grown, null);
        }

        grown?.SetResult();
    }

    [LoggerMessage(EventId = 4101, Level = LogLevel.Warning, Message = "Cut {Bytes} bytes of an unfinished write off {File} at byte {Offset}")]
    private partial void LogTorn(string file, long bytes, long offset);

    [LoggerMessage(EventId = 4102, Level = LogLevel.Information, Message = "Deleted {File}: its events are older than the retention")]
    private partial void LogExpired(string file);
}
