using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.Serialization;
using System.Text;

namespace Spotify.EmbeddedRuntime.Events;

/// <summary>Event properties as bytes: a tag for the type, then the value. The types are those that AMQP carries.</summary>
internal static class PropertyValues
{
    public static void Write(EncodedEvents writer, object? value)
    {
        switch (value)
        {
            case null: writer.Byte(0); break;
            case string text: writer.Byte(1).Text(text); break;
            case bool flag: writer.Byte(2).Byte(flag ? (byte)1 : (byte)0); break;
            case byte number: writer.Byte(3).Byte(number); break;
            case sbyte number: writer.Byte(4).Byte(unchecked((byte)number)); break;
            case short number: writer.Byte(5).Int64(number); break;
            case ushort number: writer.Byte(6).Int64(number); break;
            case int number: writer.Byte(7).Int64(number); break;
            case uint number: writer.Byte(8).Int64(number); break;
            case long number: writer.Byte(9).Int64(number); break;
            case ulong number: writer.Byte(10).Int64(unchecked((long)number)); break;
            case float number: writer.Byte(11).Int64(BitConverter.SingleToInt32Bits(number)); break;
            case double number: writer.Byte(12).Int64(BitConverter.DoubleToInt64Bits(number)); break;
            case decimal number: writer.Byte(13).Text(number.ToString(CultureInfo.InvariantCulture)); break;
            case char letter: writer.Byte(14).Int64(letter); break;
            case Guid id: writer.Byte(15).Bytes(id.ToByteArray()); break;
            case DateTime time: writer.Byte(16).Int64(time.ToBinary()); break;
            case DateTimeOffset time: writer.Byte(17).Int64(time.Ticks).Int64(time.Offset.Ticks); break;
            case TimeSpan span: writer.Byte(18).Int64(span.Ticks); break;
            case Uri address: writer.Byte(19).Text(address.OriginalString); break;
            case byte[] bytes: writer.Byte(20).Bytes(bytes); break;
            default:
                throw new SerializationException(
                    $"An event property cannot be a {value.GetType()}: use text, a number, a boolean, a time, a Guid, a Uri or a byte array.");
        }
    }

    public static object? Read(ref RecordReader reader) => reader.Byte() switch
    {
        0 => null,
        1 => reader.Text(),
        2 => reader.Byte() != 0,
        3 => reader.Byte(),
        4 => unchecked((sbyte)reader.Byte()),
        5 => (short)reader.Int64(),
        6 => (ushort)reader.Int64(),
        7 => (int)reader.Int64(),
        8 => (uint)reader.Int64(),
        9 => reader.Int64(),
        10 => unchecked((ulong)reader.Int64()),
        11 => BitConverter.Int32BitsToSingle((int)reader.Int64()),
        12 => BitConverter.Int64BitsToDouble(reader.Int64()),
        13 => decimal.Parse(reader.Text(), CultureInfo.InvariantCulture),
        14 => (char)reader.Int64(),
        15 => new Guid(reader.Bytes()),
        16 => DateTime.FromBinary(reader.Int64()),
        17 => new DateTimeOffset(reader.Int64(), TimeSpan.FromTicks(reader.Int64())),
        18 => TimeSpan.FromTicks(reader.Int64()),
        19 => new Uri(reader.Text(), UriKind.RelativeOrAbsolute),
        20 => reader.Bytes().ToArray(),
        var tag => throw new FormatException($"property type {tag} is unknown"),
    };
}

/// <summary>Reads the parts of a record one after the other.</summary>
internal ref struct RecordReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly ReadOnlySpan<byte> Rest => _rest;

    public byte Byte() => Take(1)[0];

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public ReadOnlySpan<byte> Bytes() => Take(BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int))));

    public string Text() => Encoding.UTF8.GetString(Bytes());

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
