namespace Spotify.Core.Telemetry.Archive;

/// <summary>Takes what <see cref="SegmentMerge"/> gives, receipt by receipt in order.</summary>
public interface IReceiptSink
{
    /// <summary>A receipt begins.</summary>
    /// <param name="key">Its number.</param>
    /// <param name="mark">What became of it.</param>
    /// <param name="markedEvents">How many events are left out, where they are.</param>
    /// <returns>Whether its lines are wanted.</returns>
    bool Begin(ReceiptKey key, ReceiptMark mark, int markedEvents);

    /// <summary>A line of it with its line feed: a row, or the mark.</summary>
    void Line(ReadOnlySpan<byte> line);

    /// <summary>It is over.</summary>
    /// <param name="rows">How many rows it has.</param>
    void End(int rows);

    /// <summary>The same receipt once more, left out.</summary>
    /// <param name="events">How many events it has.</param>
    void Repeat(int events);
}
