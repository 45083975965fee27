using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry.Taste;

/// <summary>One document of a listener's history: as it was read, and as it is to be.</summary>
internal abstract class HistorySlot(string id, string type, TimeSpan? timeToLive)
{
    private StoredDocument<HistoryDocument>? _stored;

    public string Id => id;

    /// <summary>Whether it is to stay as it was read until the batch is written, changed or not, since what the batch writes was derived from it.</summary>
    public bool IsReliedOn { get; set; }

    /// <summary>Takes what is stored.</summary>
    /// <returns>False when it is in a form that this version does not know.</returns>
    public bool Load(StoredDocument<HistoryDocument>? stored)
    {
        _stored = stored;
        return stored is null || TryUnpack(stored.Value.Data);
    }

    /// <summary>The write at the version that was read; null where nothing is to be written.</summary>
    public DocumentOperation? ToOperation()
    {
        var data = Pack(out var isEmpty);
        var isChanged = _stored is null ? !isEmpty : !data.AsSpan().SequenceEqual(_stored.Value.Data);
        if (!isChanged && !IsReliedOn)
            return null;
        var body = new HistoryDocument { Type = type, Data = data };
        return _stored is null ? DocumentOperation.Create(id, body, timeToLive) : DocumentOperation.Replace(id, body, _stored.ETag, timeToLive);
    }

    protected abstract bool TryUnpack(byte[] data);

    protected abstract byte[] Pack(out bool isEmpty);
}

/// <summary>The plays of one week.</summary>
internal sealed class WeekSlot(TasteWeek week) : HistorySlot(HistoryDocument.IdOf(week), HistoryDocument.ListensType, TasteRetention.Kept)
{
    public ListenWeek Value { get; private set; } = new(week);

    protected override bool TryUnpack(byte[] data)
    {
        var read = ListenWeekCodec.TryRead(week, data);
        Value = read ?? Value;
        return read is not null;
    }

    protected override byte[] Pack(out bool isEmpty)
    {
        isEmpty = Value.Plays.Count == 0;
        return ListenWeekCodec.ToBytes(Value);
    }
}

/// <summary>The first listens of one bucket; kept for good.</summary>
internal sealed class FirstsSlot(int bucket) : HistorySlot(HistoryDocument.IdOf(bucket), HistoryDocument.FirstsType, timeToLive: null)
{
    public FirstListens Value { get; private set; } = new();

    protected override bool TryUnpack(byte[] data)
    {
        var read = FirstListens.TryRead(data);
        Value = read ?? Value;
        return read is not null;
    }

    protected override byte[] Pack(out bool isEmpty)
    {
        isEmpty = Value.Tracks.Count == 0;
        return Value.ToBytes();
    }
}
