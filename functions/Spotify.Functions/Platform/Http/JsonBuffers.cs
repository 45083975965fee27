using System.Buffers;
using System.Text.Json;

namespace Spotify.Functions.Platform.Http;

/// <summary>One buffer and writer for each thread: serialising never awaits, so a thread needs no second pair.</summary>
internal static class JsonBuffers
{
    private const int Kept = 64 * 1024;

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer)? _spare;

    public static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer) Rent()
    {
        if (_spare is not { } pair)
        {
            var buffer = new ArrayBufferWriter<byte>(1024);
            return (buffer, new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = ApiJson.Options.Encoder, SkipValidation = true }));
        }

        _spare = null;
        return pair;
    }

    public static void Return(ArrayBufferWriter<byte> buffer, Utf8JsonWriter writer)
    {
        if (buffer.Capacity > Kept)
            return;
        buffer.ResetWrittenCount();
        writer.Reset();
        _spare = (buffer, writer);
    }
}
