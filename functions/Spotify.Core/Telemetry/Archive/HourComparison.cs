namespace Spotify.Core.Telemetry.Archive;

/// <summary>What one process says it sent to a hub in an hour.</summary>
/// <param name="Writer">The process, 16 hexadecimal digits.</param>
/// <param name="First">Its smallest sequence number of the hour.</param>
/// <param name="Last">The largest; all between are of this hour.</param>
/// <param name="Sent">What the hub confirmed.</param>
/// <param name="Void">Numbers that the hub did not confirm: they may have arrived or not.</param>
/// <param name="IsFinal">Whether it sent all that it will; a process that was killed never says so.</param>
public sealed record SentFigures(string Writer, long First, long Last, ArchiveCount Sent, IReadOnlyList<SequenceRange> Void, bool IsFinal);

/// <summary>Something of a process that is not in the archive.</summary>
/// <param name="Writer">The process.</param>
/// <param name="Missing">How much.</param>
/// <param name="Holes">
/// Numbers that are not there and were not void, the first of them; how many are missing is what <paramref name="Missing"/> says.
/// </param>
public sealed record MissingReceipts(string Writer, ArchiveCount Missing, IReadOnlyList<SequenceRange> Holes);

/// <summary>What was sent in an hour beside what the archive holds of it.</summary>
/// <param name="Sent">What the processes say the hub confirmed.</param>
/// <param name="Unconfirmed">Processes that did not say the last of the hour, or nothing at all: killed, or still at it. Of them the archive may hold more than they said.</param>
/// <param name="Missing">What is missing, by process.</param>
public sealed record HourComparison(ArchiveCount Sent, int Unconfirmed, IReadOnlyList<MissingReceipts> Missing)
{
    private const int MaxHoles = 100;

    /// <summary>Compares.</summary>
    /// <param name="sent">What the processes say.</param>
    /// <param name="manifest">What the archive holds; null for nothing.</param>
    public static HourComparison Of(IReadOnlyCollection<SentFigures> sent, ArchiveManifest? manifest)
    {
        ArgumentNullException.ThrowIfNull(sent);
        var archived = (manifest?.Writers ?? []).ToDictionary(one => one.Writer, StringComparer.Ordinal);
        var missing = new List<MissingReceipts>();
        var total = default(ArchiveCount);
        foreach (var one in sent)
        {
            total += one.Sent;
            if (Lost(one, archived.GetValueOrDefault(one.Writer)) is { } lost)
                missing.Add(lost);
        }

        var said = sent.Select(one => one.Writer).ToHashSet(StringComparer.Ordinal);
        var silent = archived.Keys.Count(writer => !said.Contains(writer) && ReceiptKey.TryParseWriter(writer, out var number) && number != 0);
        return new HourComparison(total, silent + sent.Count(one => !one.IsFinal), missing);
    }

    /// <summary>
    /// What the hub confirmed must be there. A number that it did not confirm proves nothing, whether it is there or not, so it is neither missed nor does it
    /// stand for another one.
    /// </summary>
    private static MissingReceipts? Lost(SentFigures sent, ArchivedWriter? archived)
    {
        var arrived = archived is null ? new SequenceSet() : SequenceSet.TryCreate(archived.First, archived.Last, archived.Gaps) ?? new SequenceSet();
        var proven = Overlap(arrived.Runs, new SequenceRange(sent.First, sent.Last)) - sent.Void.Sum(range => Overlap(arrived.Runs, range));
        var batches = Math.Max(0, sent.Sent.Batches - proven);
        var events = Math.Max(0, sent.Sent.Events - (archived?.Arrived.Events ?? 0));
        return batches == 0 && events == 0 ? null : new MissingReceipts(sent.Writer, new ArchiveCount(batches, events), Holes(sent, arrived));
    }

    private static long Overlap(IReadOnlyList<SequenceRange> runs, SequenceRange range) =>
        runs.Sum(run => Math.Max(0, Math.Min(run.Last, range.Last) - Math.Max(run.First, range.First) + 1));

    private static List<SequenceRange> Holes(SentFigures sent, SequenceSet arrived)
    {
        var holes = new List<SequenceRange>();
        var next = sent.First;
        foreach (var present in arrived.Runs.Concat(sent.Void).OrderBy(run => run.First).Append(new SequenceRange(sent.Last + 1, sent.Last + 1)))
        {
            if (present.First > next && holes.Count < MaxHoles)
                holes.Add(new SequenceRange(next, Math.Min(present.First - 1, sent.Last)));
            next = Math.Max(next, present.Last + 1);
            if (next > sent.Last)
                break;
        }

        return holes;
    }
}
