using System.Text.Json;
using System.Text.Unicode;

namespace Spotify.Core.Telemetry;

/// <summary>JSON strings as bytes, without exceptions for the faults that hostile clients put into them.</summary>
internal static class JsonText
{
    /// <summary>Copies the plain form of the current string.</summary>
    /// <param name="reader">At a string or a property's name.</param>
    /// <param name="target">At least as long as the raw string.</param>
    /// <returns>How many bytes it has, or -1 when it is not Unicode.</returns>
    public static int Copy(ref Utf8JsonReader reader, scoped Span<byte> target)
    {
        try
        {
            return reader.CopyString(target);
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair, or bytes that are no UTF-8.
            return -1;
        }
    }

    /// <summary>Whether a text is well-formed UTF-8 without control characters.</summary>
    public static bool IsClean(ReadOnlySpan<byte> text) => text.IndexOfAnyInRange((byte)0, (byte)0x1F) < 0 && !text.Contains((byte)0x7F) && Utf8.IsValid(text);
}
