using System.Text;

namespace Spotify.EmbeddedRuntime.Durable;

/// <summary>The byte form of history on disk: a version, then counted events; strings in UTF-8 with a length before them.</summary>
internal static class HistoryCodec
{
    private const byte Version = 1;

    [Flags]
    private enum Parts : byte
    {
        None = 0,
        Name = 1,
        Data = 2,
        Target = 4,
        Due = 8,
    }

    /// <summary>The bytes of one event.</summary>
    public static byte[] Encode(HistoryEvent one) => Encode([one], []);

    /// <summary>The bytes of an episode's events.</summary>
    public static byte[] Encode(IReadOnlyList<HistoryEvent> inbound, IReadOnlyList<HistoryEvent> actions)
    {
        using var stream = new MemoryStream(64);
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Version);
        WriteAll(writer, inbound);
        WriteAll(writer, actions);
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>The one event of <see cref="Encode(HistoryEvent)"/>.</summary>
    public static HistoryEvent DecodeOne(byte[] bytes) => Decode(0, bytes).Inbound[0];

    /// <summary>The episode that <paramref name="bytes"/> hold.</summary>
    /// <exception cref="InvalidDataException">Another version of the runtime wrote it.</exception>
    public static Episode Decode(long at, byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        var version = reader.ReadByte();
        return version == Version
            ? new Episode(at, ReadAll(reader), ReadAll(reader))
            : throw new InvalidDataException($"Orchestration history has version {version}, this runtime reads {Version}.");
    }

    private static void WriteAll(BinaryWriter writer, IReadOnlyList<HistoryEvent> events)
    {
        writer.Write7BitEncodedInt(events.Count);
        foreach (var item in events)
        {
            var parts = (item.Name is null ? Parts.None : Parts.Name) | (item.Data is null ? Parts.None : Parts.Data)
                | (item.Target is null ? Parts.None : Parts.Target) | (item.Due == 0 ? Parts.None : Parts.Due);
            writer.Write((byte)item.Kind);
            writer.Write((byte)parts);
            writer.Write7BitEncodedInt(item.Id);
            if (item.Name is not null)
                writer.Write(item.Name);
            if (item.Data is not null)
                writer.Write(item.Data);
            if (item.Target is not null)
                writer.Write(item.Target);
            if (item.Due != 0)
                writer.Write(item.Due);
        }
    }

    private static HistoryEvent[] ReadAll(BinaryReader reader)
    {
        var events = new HistoryEvent[reader.Read7BitEncodedInt()];
        for (var i = 0; i < events.Length; i++)
        {
            var kind = (EventKind)reader.ReadByte();
            var parts = (Parts)reader.ReadByte();
            events[i] = new HistoryEvent(
                kind,
                reader.Read7BitEncodedInt(),
                parts.HasFlag(Parts.Name) ? reader.ReadString() : null,
                parts.HasFlag(Parts.Data) ? reader.ReadString() : null,
                parts.HasFlag(Parts.Target) ? reader.ReadString() : null,
                parts.HasFlag(Parts.Due) ? reader.ReadInt64() : 0);
        }

        return events;
    }
}
