using Spotify.Core.Playback;

namespace Spotify.Core.Telemetry;

/// <summary>Reads a body of <see cref="EventBatchWriter"/>, of its version and all before: first head and tables, then event after event. Never throws.</summary>
internal ref struct EventBatchReader(ReadOnlySpan<byte> body)
{
    private CompactReader _reader = new(body);
    private (string Type, string Id)[] _contexts = [];
    private long _at;
    private int _left;

    public ListenerStamp Listener { get; private set; } = null!;

    /// <summary>What all events of the body have in common.</summary>
    public StartFacts Head { get; private set; } = null!;

    public string[] Sessions { get; private set; } = [];

    public TrackKey[] Tracks { get; private set; } = [];

    public int Count { get; private set; }

    /// <summary>Whether all was read and nothing is left over.</summary>
    public readonly bool IsComplete => !_reader.Failed && _left == 0 && _reader.AtEnd;

    public bool TryReadHead()
    {
        if (_reader.Byte() != EventBatchWriter.Magic)
            return false;
        var version = _reader.Byte();
        if (version is < EventBatchWriter.FirstVersion or > EventBatchWriter.Version)
            return false;
        var user = _reader.Text();
        var tier = (Tier)_reader.Byte();
        var head = new StartFacts
        {
            Tier = tier,
            Market = _reader.Text(),
            DeviceId = _reader.Text(),
            Device = (DeviceType)_reader.Byte(),
            ReceivedMs = _reader.Signed(),
            ClockOffsetMs = _reader.Signed(),
            Offline = false,
            ContextType = "",
            ContextId = "",
            AppVersion = version >= EventBatchWriter.ClientFactsVersion ? _reader.Text() : "",
            NetworkKey = version >= EventBatchWriter.ClientFactsVersion ? _reader.Fixed() : 0,
        };
        if (user.Length == 0 || !Enum.IsDefined(tier) || (int)head.Device >= EventNames.DeviceCount || !EventTime.IsTime(head.ReceivedMs) || !EventTime.IsTime(head.ClockOffsetMs))
            return false;
        (Head, Listener) = (head, new ListenerStamp(user, tier, head.Market, head.NetworkKey));
        ReadTables();
        _at = head.ReceivedMs;
        _left = Count = _reader.Count(6);
        return !_reader.Failed;
    }

    /// <summary>Reads the next event.</summary>
    /// <returns>False behind the last, or when the bytes are none: <see cref="IsComplete"/> tells.</returns>
    public bool Next(out PackedEvent one)
    {
        one = default;
        if (_left == 0 || _reader.Failed)
            return false;
        var flags = _reader.Byte();
        one.Type = (PlaybackEventType)(flags & EventBatchWriter.TypeMask);
        if (one.Type == 0 || (int)one.Type >= EventNames.TypeCount)
            _reader.Fail();
        one.Offline = (flags & EventBatchWriter.OfflineFlag) != 0;
        one.Id = _reader.TextBytes();
        one.Session = _reader.Number(Sessions.Length - 1);
        one.Track = _reader.Number(Tracks.Length - 1);
        _at += _reader.Signed();
        one.AtMs = _at;
        one.PositionMs = _reader.Number(int.MaxValue) - 1;
        one.FromMs = (flags & EventBatchWriter.FromFlag) == 0 ? -1 : _reader.Number(int.MaxValue);
        one.Context = (flags & EventBatchWriter.ContextFlag) == 0 ? -1 : _reader.Number(_contexts.Length - 1);
        one.Extras = (flags & EventBatchWriter.ExtrasFlag) == 0 ? [] : _reader.TextBytes();
        if (!EventTime.IsTime(_at) || !EventTime.IsTime(_at + Head.ClockOffsetMs))
            _reader.Fail();
        if (_reader.Failed)
            return false;
        _left--;
        return true;
    }

    public readonly (string Type, string Id) ContextOf(in PackedEvent one) => one.Context < 0 ? ("", "") : _contexts[one.Context];

    private void ReadTables()
    {
        var sessions = new string[_reader.Count(1)];
        for (var i = 0; i < sessions.Length; i++)
            sessions[i] = _reader.Text();
        var tracks = new TrackKey[_reader.Count(16)];
        for (var i = 0; i < tracks.Length; i++)
            tracks[i] = _reader.Track();
        _contexts = new (string Type, string Id)[_reader.Count(2)];
        for (var i = 0; i < _contexts.Length; i++)
            _contexts[i] = (_reader.Text(), _reader.Text());
        (Sessions, Tracks) = (sessions, tracks);
    }
}

/// <summary>One event of a body as it lies there; places of tables where the tables have the value.</summary>
internal ref struct PackedEvent
{
    public PlaybackEventType Type;
    public bool Offline;
    public ReadOnlySpan<byte> Id;
    public int Session;
    public int Track;
    public long AtMs;
    public int PositionMs;
    public int FromMs;
    public int Context;
    public ReadOnlySpan<byte> Extras;
}
