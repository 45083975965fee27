using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Spotify.Core.Catalog;

/// <summary>The ids of tracks, albums, artists, users and playlists: 128 bits written as 22 characters of base62.</summary>
public static class SpotifyId
{
    /// <summary>Characters in an id.</summary>
    public const int Length = 22;

    private const string Alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private static readonly UInt128 LargestPrefix = UInt128.MaxValue / 62;
    private static readonly int LargestLastDigit = (int)(UInt128.MaxValue % 62);

    /// <summary>An id that depends only on what it names, so that a step that runs twice names the same thing.</summary>
    /// <param name="kind">What kind of thing, such as <c>track</c>.</param>
    /// <param name="parts">What identifies it, in order; a part may hold any text.</param>
    /// <returns>The first 128 bits of the SHA-256 of the length-prefixed parts, in base62.</returns>
    public static string Derive(string kind, params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, kind);
        foreach (var part in parts)
            Append(hash, part);
        Span<byte> digest = stackalloc byte[32];
        hash.GetHashAndReset(digest);
        return Encode(BinaryPrimitives.ReadUInt128BigEndian(digest));
    }

    /// <summary>A random id.</summary>
    /// <param name="random">At least 16 bytes of randomness; the first 16 are used.</param>
    public static string FromBytes(ReadOnlySpan<byte> random) => Encode(BinaryPrimitives.ReadUInt128BigEndian(random));

    /// <summary>Whether the text has an id's form: 22 characters of base62 within 128 bits.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (text.Length != Length)
            return false;
        // 21 digits always fit in 128 bits, so only the last one can overflow.
        var value = UInt128.Zero;
        for (var i = 0; i < Length - 1; i++)
        {
            var digit = Digit(text[i]);
            if (digit < 0)
                return false;
            value = (value * 62) + (UInt128)digit;
        }

        var last = Digit(text[^1]);
        return last >= 0 && (value < LargestPrefix || (value == LargestPrefix && last <= LargestLastDigit));
    }

    private static void Append(IncrementalHash hash, string part)
    {
        Span<byte> length = stackalloc byte[4];
        var bytes = Encoding.UTF8.GetBytes(part);
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }

    private static string Encode(UInt128 value) => string.Create(Length, value, static (span, number) =>
    {
        for (var i = span.Length - 1; i >= 0; i--)
        {
            (number, var digit) = UInt128.DivRem(number, 62);
            span[i] = Alphabet[(int)digit];
        }
    });

    private static int Digit(char character) => character switch
    {
        >= '0' and <= '9' => character - '0',
        >= 'a' and <= 'z' => character - 'a' + 10,
        >= 'A' and <= 'Z' => character - 'A' + 36,
        _ => -1,
    };
}
