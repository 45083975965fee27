using System.Buffers.Binary;
using Spotify.Core.Catalog;

namespace Spotify.Core.Telemetry;

/// <summary>A track's id as the 128-bit number that its 22 characters of base62 stand for: a quarter of the memory, compared in one step.</summary>
/// <param name="Value">The number.</param>
public readonly record struct TrackKey(UInt128 Value)
{
    private const ulong Pow2 = 62 * 62;
    private const ulong Pow10 = 839_299_365_868_340_224;

    /// <summary>Reads an id.</summary>
    /// <returns>False when it is not 22 characters of base62 within 128 bits.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out TrackKey key)
    {
        key = default;
        if (text.Length != SpotifyId.Length || !TryDigits(text[..10], out var high) || !TryDigits(text[10..20], out var middle) || !TryDigits(text[20..], out var low))
            return false;
        var weight = (UInt128)Pow10 * Pow2;
        // 62^22 is over 2^128: an id that does not fit is none of ours.
        if (high > (ulong)(UInt128.MaxValue / weight))
            return false;
        var top = high * weight;
        var rest = ((UInt128)middle * Pow2) + low;
        if (top > UInt128.MaxValue - rest)
            return false;
        key = new TrackKey(top + rest);
        return true;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out TrackKey)"/>
    public static bool TryParse(string text, out TrackKey key)
    {
        ArgumentNullException.ThrowIfNull(text);
        Span<byte> bytes = stackalloc byte[SpotifyId.Length];
        key = default;
        return text.Length == SpotifyId.Length && System.Text.Ascii.FromUtf16(text, bytes, out _) == System.Buffers.OperationStatus.Done && TryParse(bytes, out key);
    }

    /// <summary>The 22 characters.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return SpotifyId.FromBytes(bytes);
    }

    /// <inheritdoc/>
    public override int GetHashCode() => ((ulong)Value ^ (ulong)(Value >> 64)).GetHashCode();

    private static bool TryDigits(ReadOnlySpan<byte> text, out ulong value)
    {
        value = 0;
        foreach (var character in text)
        {
            int digit = character switch
            {
                >= (byte)'0' and <= (byte)'9' => character - '0',
                >= (byte)'a' and <= (byte)'z' => character - 'a' + 10,
                >= (byte)'A' and <= (byte)'Z' => character - 'A' + 36,
                _ => -1,
            };
            if (digit < 0)
                return false;
            value = (value * 62) + (ulong)digit;
        }

        return true;
    }
}
