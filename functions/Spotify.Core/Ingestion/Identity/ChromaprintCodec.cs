using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Spotify.Core.Ingestion.Identity;

/// <summary>
/// The text in which fpcalc writes a fingerprint. Base64 for URLs without padding around: a byte for the algorithm, three for the number of items, then for each item
/// the bits in which it differs from the one before, as distances of 3 bits that a 0 ends; a distance of 7 and more is a 7, and its rest stands with 5 bits behind
/// all others.
/// </summary>
public static class ChromaprintCodec
{
    /// <summary>The most items of a fingerprint: eight hours, more than the longest track has.</summary>
    public const int MaxItems = 240_000;

    /// <summary>The longest text that is looked at.</summary>
    public const int MaxCharacters = 4 * 1024 * 1024;

    private const int HeaderBytes = 4;
    private const int NormalBits = 3;
    private const int ExceptionBits = 5;
    private const int LargestNormal = (1 << NormalBits) - 1;

    /// <summary>Reads a fingerprint. Never throws, whatever the text; takes memory in proportion to the text alone.</summary>
    /// <param name="text">The text; white space in it means nothing.</param>
    /// <param name="fingerprint">The fingerprint.</param>
    /// <returns>Whether the text is one, complete and with nothing behind it.</returns>
    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out Fingerprint? fingerprint)
    {
        fingerprint = null;
        if (text.IsEmpty || text.Length > MaxCharacters)
            return false;
        var bytes = ArrayPool<byte>.Shared.Rent(Base64Url.GetMaxDecodedLength(text.Length));
        try
        {
            return Base64Url.DecodeFromChars(text, bytes, out _, out var written) == OperationStatus.Done && TryUnpack(bytes.AsSpan(0, written), out fingerprint);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Writes a fingerprint as fpcalc does, byte for byte.</summary>
    /// <param name="fingerprint">The fingerprint.</param>
    public static string Encode(Fingerprint fingerprint)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        List<byte> normal = [], exceptions = [];
        var before = 0u;
        foreach (var item in fingerprint.Items)
        {
            var last = 0;
            for (var differing = item ^ before; differing != 0; differing &= differing - 1)
            {
                var bit = System.Numerics.BitOperations.TrailingZeroCount(differing) + 1;
                var distance = bit - last;
                normal.Add((byte)Math.Min(distance, LargestNormal));
                if (distance >= LargestNormal)
                    exceptions.Add((byte)(distance - LargestNormal));
                last = bit;
            }

            normal.Add(0);
            before = item;
        }

        var count = fingerprint.Items.Length;
        var bytes = new byte[HeaderBytes + PackedBytes(normal.Count, NormalBits) + PackedBytes(exceptions.Count, ExceptionBits)];
        (bytes[0], bytes[1], bytes[2], bytes[3]) = ((byte)fingerprint.Algorithm, (byte)(count >> 16), (byte)(count >> 8), (byte)count);
        Pack(normal, NormalBits, bytes.AsSpan(HeaderBytes));
        Pack(exceptions, ExceptionBits, bytes.AsSpan(HeaderBytes + PackedBytes(normal.Count, NormalBits)));
        return Base64Url.EncodeToString(bytes);
    }

    private static bool TryUnpack(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Fingerprint? fingerprint)
    {
        fingerprint = null;
        if (bytes.Length < HeaderBytes)
            return false;
        var count = (bytes[1] << 16) | (bytes[2] << 8) | bytes[3];
        var body = bytes[HeaderBytes..];
        // Each item takes the 3 bits of its end at least, so that a header alone cannot ask for memory.
        if (count > MaxItems || count > body.Length * 8 / NormalBits || !TryMeasure(body, count, out var normal, out var exceptions))
            return false;
        var rests = body[PackedBytes(normal, NormalBits)..];
        if (rests.Length != PackedBytes(exceptions, ExceptionBits))
            return false;
        var items = new uint[count];
        var (at, exception, before) = (0, 0, 0u);
        for (var i = 0; i < count; i++)
        {
            var (bit, differing) = (0, 0u);
            int distance;
            while ((distance = Unpack(body, at++, NormalBits)) != 0)
            {
                if (distance == LargestNormal)
                    distance += Unpack(rests, exception++, ExceptionBits);
                bit += distance;
                if (bit > 32)
                    return false;
                differing |= 1u << (bit - 1);
            }

            items[i] = before ^= differing;
        }

        fingerprint = new Fingerprint(items, bytes[0]);
        return true;
    }

    // How many values belong to the items, and how many of those go on among the exceptions.
    private static bool TryMeasure(ReadOnlySpan<byte> body, int count, out int normal, out int exceptions)
    {
        (normal, exceptions) = (0, 0);
        var available = body.Length * 8 / NormalBits;
        for (var ends = 0; ends < count;)
        {
            if (normal == available)
                return false;
            var value = Unpack(body, normal++, NormalBits);
            if (value == 0)
                ends++;
            else if (value == LargestNormal)
                exceptions++;
        }

        return true;
    }

    private static int PackedBytes(int values, int bits) => ((values * bits) + 7) / 8;

    private static int Unpack(ReadOnlySpan<byte> bytes, int index, int bits)
    {
        var (place, shift) = Math.DivRem(index * bits, 8);
        var pair = bytes[place] | (place + 1 < bytes.Length ? bytes[place + 1] << 8 : 0);
        return (pair >> shift) & ((1 << bits) - 1);
    }

    private static void Pack(List<byte> values, int bits, Span<byte> bytes)
    {
        for (var i = 0; i < values.Count; i++)
        {
            var (place, shift) = Math.DivRem(i * bits, 8);
            var pair = values[i] << shift;
            bytes[place] |= (byte)pair;
            if (pair > 255)
                bytes[place + 1] |= (byte)(pair >> 8);
        }
    }
}
