using System.Security.Cryptography;

namespace Spotify.Functions.Platform.Events;

/// <summary>
/// Numbers what this process sends to each hub, without gaps, and remembers by the hour what became of it: so that whoever archives a hub can tell that
/// nothing is missing. In memory; <see cref="SentLedger"/> writes it down.
/// </summary>
internal sealed class SentCounts(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _last = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Hub, string Hour), SentHour> _hours = [];
    private string _hour = "";

    /// <summary>The name of this process among those that send: 16 hexadecimal digits.</summary>
    public string Writer { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <summary>Takes the next numbers for a send that begins now.</summary>
    public SentStamp Begin(string hub, int batches, int events)
    {
        lock (_gate)
        {
            var hour = Hour();
            if (!_hours.TryGetValue((hub, hour), out var counts))
                _hours.Add((hub, hour), counts = new SentHour(hub, hour));
            var first = _last.GetValueOrDefault(hub) + 1;
            _last[hub] = first + batches - 1;
            var stamp = new SentStamp(hub, hour, first, first + batches - 1, events);
            counts.Begin(stamp);
            return stamp;
        }
    }

    /// <summary>Says how the send ended; without certainty that the hub holds it, it is void.</summary>
    public void End(SentStamp stamp, bool isSent)
    {
        lock (_gate)
            _hours[(stamp.Hub, stamp.Hour)].End(stamp, isSent);
    }

    /// <summary>What is to be written down.</summary>
    /// <param name="isEnd">Whether nothing will be sent any more.</param>
    public IReadOnlyList<SentSnapshot> Changes(bool isEnd)
    {
        lock (_gate)
        {
            var now = Hour();
            return [.. _hours.Values
                .Select(one => one.Snapshot(isFinal: isEnd || (one.Hour != now && one.IsSettled)))
                .Where(one => one.Document.Final || one.IsChanged)];
        }
    }

    /// <summary>Says that it was written down.</summary>
    public void Written(SentSnapshot snapshot)
    {
        lock (_gate)
        {
            if (!_hours.TryGetValue((snapshot.Hub, snapshot.Hour), out var counts))
                return;
            counts.Written(snapshot);
            if (snapshot.Document.Final && counts.IsSettled && snapshot.Hour != _hour)
                _hours.Remove((snapshot.Hub, snapshot.Hour));
        }
    }

    // Never back, so that an hour's numbers stay together when the clock is set.
    private string Hour()
    {
        var now = SentDocument.HourOf(time.GetUtcNow());
        if (string.CompareOrdinal(now, _hour) > 0)
            _hour = now;
        return _hour;
    }
}

/// <summary>The numbers of one send.</summary>
/// <param name="Hub">The hub.</param>
/// <param name="Hour">The hour, as <see cref="SentDocument.HourOf"/>.</param>
/// <param name="First">The first number.</param>
/// <param name="Last">The last number.</param>
/// <param name="Events">How many clients' events all of them hold.</param>
internal readonly record struct SentStamp(string Hub, string Hour, long First, long Last, int Events);

/// <summary>A state of an hour's counts that is to be written down.</summary>
/// <param name="Hub">The hub.</param>
/// <param name="Hour">The hour.</param>
/// <param name="Document">What to write, but for the time.</param>
/// <param name="Version">Which state it is.</param>
/// <param name="IsChanged">Whether it differs from what was written last.</param>
internal sealed record SentSnapshot(string Hub, string Hour, SentDocument Document, int Version, bool IsChanged);

/// <summary>What was sent to one hub in one hour; guarded by its owner.</summary>
internal sealed class SentHour(string hub, string hour)
{
    // A hub that refuses for an hour while others of its partitions do not would make a list without end.
    private const int MaxVoid = 5000;

    private readonly List<SentRange> _void = [];
    private readonly List<SentStamp> _underWay = [];
    private long _first;
    private long _last;
    private long _batches;
    private long _events;
    private bool _isCut;
    private int _version;
    private int _written;

    public string Hour => hour;

    public bool IsSettled => _underWay.Count == 0;

    public void Begin(SentStamp stamp)
    {
        if (_first == 0)
            _first = stamp.First;
        _last = stamp.Last;
        _underWay.Add(stamp);
        _version++;
    }

    public void End(SentStamp stamp, bool isSent)
    {
        _underWay.Remove(stamp);
        _version++;
        if (isSent)
        {
            _batches += stamp.Last - stamp.First + 1;
            _events += stamp.Events;
        }
        else if (_void.Count < MaxVoid)
        {
            Add(_void, new SentRange(stamp.First, stamp.Last));
        }
        else
        {
            _isCut = true;
        }
    }

    public SentSnapshot Snapshot(bool isFinal)
    {
        // What is under way is in doubt: should the process end here, nobody would ever say more of it.
        var inDoubt = new List<SentRange>(_void);
        foreach (var stamp in _underWay)
            Add(inDoubt, new SentRange(stamp.First, stamp.Last));
        var document = new SentDocument
        {
            First = _first,
            Last = _last,
            Batches = _batches,
            Events = _events,
            Void = inDoubt,
            VoidIsCut = _isCut,
            Final = isFinal,
        };
        return new SentSnapshot(hub, hour, document, _version, _version != _written);
    }

    public void Written(SentSnapshot snapshot) => _written = snapshot.Version;

    private static void Add(List<SentRange> ranges, SentRange one)
    {
        var place = ranges.Count;
        while (place > 0 && ranges[place - 1].From > one.From)
            place--;
        ranges.Insert(place, one);
        if (place + 1 < ranges.Count && ranges[place + 1].From == one.To + 1)
            Join(ranges, place);
        if (place > 0 && ranges[place - 1].To + 1 == one.From)
            Join(ranges, place - 1);
    }

    private static void Join(List<SentRange> ranges, int place)
    {
        ranges[place] = new SentRange(ranges[place].From, ranges[place + 1].To);
        ranges.RemoveAt(place + 1);
    }
}
