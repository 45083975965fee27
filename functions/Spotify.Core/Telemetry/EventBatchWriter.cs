namespace Spotify.Core.Telemetry;

/// <summary>
/// Packs the accepted events of one request into bodies for a hub: one body mostly, more when it would be too large. It is a head (listener, device,
/// times), tables of sessions, tracks and contexts, then the events with numbers relative to the one before; about 55 bytes for an event. Version 2 has the
/// application's version and the network in its head, and an event's extras.
/// Not thread-safe; keep one and use it again.
/// </summary>
public sealed class EventBatchWriter
{
    /// <summary>The version that this code writes; a reader knows it and all before it.</summary>
    public const byte Version = 2;

    internal const byte Magic = (byte)'P';
    internal const byte FirstVersion = 1;
    internal const byte ClientFactsVersion = 2;
    internal const int TypeMask = 0x0F;
    internal const byte OfflineFlag = 0x10;
    internal const byte ContextFlag = 0x20;
    internal const byte FromFlag = 0x40;
    internal const byte ExtrasFlag = 0x80;

    private readonly CompactWriter _writer = new();
    private readonly CompactWriter _extras = new();
    private readonly Table<ulong> _sessions = new();
    private readonly Table<TrackKey> _tracks = new();
    private readonly Table<ulong> _contexts = new();

    /// <summary>Packs what <see cref="EventRequest.Validate"/> left to forward.</summary>
    /// <param name="request">The request.</param>
    /// <param name="listener">Who sent it.</param>
    /// <param name="maxBytes">The most bytes of a body.</param>
    /// <returns>The bodies in the order of the events; none when nothing is to be forwarded.</returns>
    public IReadOnlyList<ReadOnlyMemory<byte>> Write(EventRequest request, ListenerStamp listener, int maxBytes)
    {
        var bodies = new List<EventBody>(1);
        Write(request, listener, maxBytes, bodies);
        return bodies.ConvertAll(body => body.Bytes);
    }

    /// <summary>Packs what <see cref="EventRequest.Validate"/> left to forward.</summary>
    /// <param name="request">The request.</param>
    /// <param name="listener">Who sent it.</param>
    /// <param name="maxBytes">The most bytes of a body.</param>
    /// <param name="bodies">Is given the bodies in the order of the events.</param>
    public void Write(EventRequest request, ListenerStamp listener, int maxBytes, ICollection<EventBody> bodies)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(listener);
        ArgumentNullException.ThrowIfNull(bodies);
        if (request.ForwardedTo(EventStream.Plays) > 0)
            WriteRange(request, listener, 0, request.Count, maxBytes, bodies);
    }

    private void WriteRange(EventRequest request, ListenerStamp listener, int from, int to, int maxBytes, ICollection<EventBody> bodies)
    {
        var count = Pack(request, listener, from, to);
        if (count == 0)
            return;
        if (_writer.Length <= maxBytes || to - from == 1)
        {
            bodies.Add(new EventBody(_writer.Written.ToArray(), count));
            return;
        }

        var middle = (from + to) / 2;
        WriteRange(request, listener, from, middle, maxBytes, bodies);
        WriteRange(request, listener, middle, to, maxBytes, bodies);
    }

    private int Pack(EventRequest request, ListenerStamp listener, int from, int to)
    {
        _writer.Clear();
        var events = request.Events[from..to];
        var count = BuildTables(request, events);
        WriteHead(request, listener);
        _writer.Unsigned((ulong)_sessions.First.Count);
        foreach (var index in _sessions.First)
            _writer.Text(request.Text(events[index].Session));
        _writer.Unsigned((ulong)_tracks.First.Count);
        foreach (var index in _tracks.First)
            _writer.Track(events[index].Track);
        _writer.Unsigned((ulong)_contexts.First.Count);
        foreach (var index in _contexts.First)
        {
            _writer.Text(request.Text(events[index].ContextType));
            _writer.Text(request.Text(events[index].ContextId));
        }

        _writer.Unsigned((ulong)count);
        var before = request.ReceivedMs;
        foreach (ref readonly var one in events)
        {
            if (IsMine(one))
                WriteEvent(request, one, ref before);
        }

        return count;
    }

    private void WriteHead(EventRequest request, ListenerStamp listener)
    {
        _writer.Byte(Magic);
        _writer.Byte(Version);
        _writer.Text(listener.UserId);
        _writer.Byte((byte)listener.Tier);
        _writer.Text(listener.Market);
        _writer.Text(request.DeviceId);
        _writer.Byte((byte)request.Device);
        _writer.Signed(request.ReceivedMs);
        _writer.Signed(request.ClockOffsetMs);
        _writer.Text(request.AppVersion);
        _writer.Fixed(listener.NetworkKey);
    }

    private int BuildTables(EventRequest request, ReadOnlySpan<ClientEvent> events)
    {
        _sessions.Clear();
        _tracks.Clear();
        _contexts.Clear();
        var count = 0;
        for (var i = 0; i < events.Length; i++)
        {
            ref readonly var one = ref events[i];
            if (!IsMine(one))
                continue;
            count++;
            _sessions.Add(StableHash.Of(request.Text(one.Session)), i);
            _tracks.Add(one.Track, i);
            if (HasContext(one))
                _contexts.Add(ContextHash(request, one), i);
        }

        return count;
    }

    private void WriteEvent(EventRequest request, in ClientEvent one, ref long before)
    {
        var hasContext = HasContext(one);
        var extras = ExtrasOf(one);
        _writer.Byte((byte)((int)one.Type | (one.Offline ? OfflineFlag : 0) | (hasContext ? ContextFlag : 0) | (one.FromMs >= 0 ? FromFlag : 0) | (extras != 0 ? ExtrasFlag : 0)));
        _writer.Text(request.Text(one.Id));
        _writer.Unsigned((ulong)_sessions.IndexOf(StableHash.Of(request.Text(one.Session))));
        _writer.Unsigned((ulong)_tracks.IndexOf(one.Track));
        _writer.Signed(one.AtMs - before);
        before = one.AtMs;
        _writer.Unsigned((ulong)(one.PositionMs + 1));
        if (one.FromMs >= 0)
            _writer.Unsigned((ulong)one.FromMs);
        if (hasContext)
            _writer.Unsigned((ulong)_contexts.IndexOf(ContextHash(request, one)));
        if (extras != 0)
            WriteExtras(request, one, extras);
    }

    private static byte ExtrasOf(in ClientEvent one) => one.Type switch
    {
        PlaybackEventType.Start => one.FirstAudioMs >= 0 ? PlaybackExtras.FirstAudioFlag : (byte)0,
        PlaybackEventType.Progress or PlaybackEventType.Skip or PlaybackEventType.Complete =>
            (byte)((one.RebufferCount >= 0 ? PlaybackExtras.RebufferCountFlag : 0) | (one.RebufferMs >= 0 ? PlaybackExtras.RebufferFlag : 0)),
        PlaybackEventType.Error => one.ErrorCode.Length > 0 ? PlaybackExtras.ErrorCodeFlag : (byte)0,
        _ => 0,
    };

    private void WriteExtras(EventRequest request, in ClientEvent one, byte extras)
    {
        _extras.Clear();
        _extras.Byte(extras);
        if ((extras & PlaybackExtras.FirstAudioFlag) != 0)
            _extras.Unsigned((ulong)one.FirstAudioMs);
        if ((extras & PlaybackExtras.RebufferCountFlag) != 0)
            _extras.Unsigned((ulong)one.RebufferCount);
        if ((extras & PlaybackExtras.RebufferFlag) != 0)
            _extras.Unsigned((ulong)one.RebufferMs);
        if ((extras & PlaybackExtras.ErrorCodeFlag) != 0)
            _extras.Text(request.Text(one.ErrorCode));
        _writer.Text(_extras.Written);
    }

    private static bool IsMine(in ClientEvent one) => one.IsForwarded && one.Activity == ActivityType.None;

    private static bool HasContext(in ClientEvent one) => one.ContextType.Length > 0 || one.ContextId.Length > 0;

    private static ulong ContextHash(EventRequest request, in ClientEvent one) =>
        StableHash.Of(request.Text(one.ContextType)) ^ ulong.RotateLeft(StableHash.Of(request.Text(one.ContextId)), 1);

    /// <summary>Distinct values with the place of each; remembers the last, since equal ones come together.</summary>
    private sealed class Table<T>
        where T : struct, IEquatable<T>
    {
        private readonly Dictionary<T, int> _places = [];
        private T _last;
        private int _lastPlace = -1;

        /// <summary>Which event brought each value first.</summary>
        public List<int> First { get; } = [];

        public void Clear()
        {
            _places.Clear();
            First.Clear();
            _lastPlace = -1;
        }

        public void Add(T value, int index)
        {
            if (_lastPlace >= 0 && _last.Equals(value))
                return;
            if (!_places.TryGetValue(value, out var place))
            {
                place = First.Count;
                _places.Add(value, place);
                First.Add(index);
            }

            (_last, _lastPlace) = (value, place);
        }

        public int IndexOf(T value)
        {
            if (!_last.Equals(value))
                (_last, _lastPlace) = (value, _places[value]);
            return _lastPlace;
        }
    }
}
