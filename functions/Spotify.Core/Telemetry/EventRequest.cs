namespace Spotify.Core.Telemetry;

/// <summary>
/// One request of <c>POST /v1/events</c>: the envelope and its events in their order. Reuse one object for many requests; it keeps its arrays.
/// </summary>
public sealed class EventRequest
{
    /// <summary>The most events of one request.</summary>
    public const int MaxEvents = 1000;

    /// <summary>The most bytes of a body: a thousand events of a thousand bytes.</summary>
    public const int MaxBytes = 1024 * 1024;

    private readonly ClientEvent[] _events = new ClientEvent[MaxEvents];
    private readonly HashSet<ulong> _ids = new(MaxEvents);
    private readonly int[] _forwarded = new int[3];
    private ActivityFields[] _details = [ActivityFields.Empty];
    private int _detailsCount = 1;

    /// <summary>The body; texts of events point into it. Escaped texts are replaced by their plain form in place.</summary>
    public byte[] Body { get; private set; } = [];

    /// <summary>How many events there are.</summary>
    public int Count { get; private set; }

    /// <summary>The events, in the order of the request.</summary>
    public ReadOnlySpan<ClientEvent> Events => _events.AsSpan(0, Count);

    /// <summary>The device's own id; empty where the client does not say.</summary>
    public string DeviceId { get; internal set; } = "";

    /// <summary>The kind of device.</summary>
    public DeviceType Device { get; internal set; }

    /// <summary>The application's version; empty where the client does not say.</summary>
    public string AppVersion { get; internal set; } = "";

    /// <summary>When the request was sent by the client's clock, milliseconds since 1970; null where the client does not say.</summary>
    public long? SentAtMs { get; internal set; }

    /// <summary>What to add to the client's times to have ours, milliseconds; set by <see cref="Validate"/>.</summary>
    public long ClockOffsetMs { get; private set; }

    /// <summary>When the request arrived, milliseconds since 1970; set by <see cref="Validate"/>.</summary>
    public long ReceivedMs { get; private set; }

    /// <summary>How many events go to the hubs; set by <see cref="Validate"/>.</summary>
    public int ForwardedCount { get; private set; }

    /// <summary>How many events go to one of the hubs; set by <see cref="Validate"/>.</summary>
    public int ForwardedTo(EventStream stream) => _forwarded[(int)stream];

    /// <summary>A text of an event, UTF-8.</summary>
    public ReadOnlySpan<byte> Text(TextSlice slice) => Body.AsSpan(slice.Offset, slice.Length);

    /// <summary>Judges what needs the whole request: times, now that the client's clock is known, and keys that come twice.</summary>
    /// <param name="receivedMs">When the request arrived, milliseconds since 1970.</param>
    public void Validate(long receivedMs)
    {
        ReceivedMs = receivedMs;
        ClockOffsetMs = EventTime.ClockOffset(SentAtMs, receivedMs);
        ForwardedCount = 0;
        Array.Clear(_forwarded);
        _ids.Clear();
        // A clock that is millennia off fits no form that is stored; what cannot be read behind the hub must not be accepted before it.
        var isClock = EventTime.IsTime(ClockOffsetMs);
        foreach (ref var one in _events.AsSpan(0, Count))
        {
            if (one.Rejection is EventRejection.None or > EventRejection.TimeInvalid
                && !(isClock && EventTime.IsTime(one.AtMs) && EventTime.IsPlausible(one.AtMs + ClockOffsetMs, receivedMs)))
                one.Rejection = EventRejection.TimeInvalid;
            if (one.Rejection != EventRejection.None)
                continue;
            one.IsDuplicate = !_ids.Add(one.IdHash);
            if (one.IsDuplicate)
                continue;
            ForwardedCount++;
            _forwarded[(int)EventNames.StreamOf(one.Activity)]++;
        }
    }

    internal void Reset(byte[] body)
    {
        Body = body;
        Count = 0;
        ForwardedCount = 0;
        Array.Clear(_forwarded);
        _detailsCount = 1;
        DeviceId = AppVersion = "";
        Device = DeviceType.Unknown;
        SentAtMs = null;
    }

    /// <summary>What an event has beside what playback has.</summary>
    internal ref readonly ActivityFields DetailsOf(in ClientEvent one) => ref _details[one.Details];

    /// <summary>The place for it, taken when first asked for.</summary>
    internal ref ActivityFields DetailsFor(ref ClientEvent one)
    {
        if (one.Details == 0)
        {
            if (_detailsCount == _details.Length)
                Array.Resize(ref _details, _details.Length * 2);
            _details[_detailsCount] = ActivityFields.Empty;
            one.Details = _detailsCount++;
        }

        return ref _details[one.Details];
    }

    /// <summary>A place for the next event, or null-like false when the request is full.</summary>
    internal bool TryAdd(in ClientEvent one)
    {
        if (Count == MaxEvents)
            return false;
        _events[Count++] = one;
        return true;
    }
}
