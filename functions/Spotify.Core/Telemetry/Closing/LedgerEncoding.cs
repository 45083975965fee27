using System.Buffers.Binary;
using System.Text;

namespace Spotify.Core.Telemetry.Closing;

/// <summary>
/// The bytes of a play that a leaf of the ledger's tree is the hash of. Anybody can make them from the fields of a proof. Version 1, in this order, whole numbers
/// big-endian, times as milliseconds since 1970 in UTC with smaller fractions cut:
/// <list type="table">
/// <item><term>1 byte</term><description>the version, 1</description></item>
/// <item><term>3 x 16 bytes</term><description><c>id</c>, <c>listener</c>, <c>track</c>: the numbers that their base62 (digits 0-9 a-z A-Z) stands for</description></item>
/// <item><term>3 x 8 bytes</term><description><c>started_at</c>, <c>listened_ms</c>, <c>duration_ms</c></description></item>
/// <item><term>4 bytes</term><description><c>delta</c>, signed</description></item>
/// <item><term>1 byte</term><description>bit 0: <c>counted</c>, bit 1: <c>licensed</c></description></item>
/// <item><term>2 x 8 bytes</term><description><c>rights_from</c>, <c>rights_until</c>; -2^63 for null</description></item>
/// <item><term>7 texts</term><description><c>period</c>, <c>adjustment_of</c>, <c>isrc</c>, <c>label</c>, <c>market</c>, <c>product</c>, <c>excluded</c>: each two bytes
/// with the number of its bytes in UTF-8 (65535 for null) and these bytes</description></item>
/// </list>
/// A change of any kind is a new version: closed periods keep theirs.
/// </summary>
public static class LedgerEncoding
{
    /// <summary>The version that is written.</summary>
    public const int Version = 1;

    private const ushort NoText = ushort.MaxValue;
    private const int FixedBytes = 1 + (3 * LedgerId.Length) + (3 * 8) + 4 + 1 + (2 * 8);

    /// <summary>The bytes of a play.</summary>
    /// <exception cref="InvalidDataException">It holds something that is no id, or a text of 65,535 bytes or more.</exception>
    public static byte[] Encode(LedgerPlay play)
    {
        ArgumentNullException.ThrowIfNull(play);
        ReadOnlySpan<string?> texts = [play.Period, play.AdjustmentOf, play.Isrc, play.Label, play.Market, play.Product, play.Excluded];
        var length = FixedBytes;
        foreach (var text in texts)
            length += 2 + LengthOf(text);
        var bytes = new byte[length];
        var rest = bytes.AsSpan();
        rest[0] = Version;
        rest = rest[1..];
        Id(ref rest, play.Id, "play id");
        Id(ref rest, play.Listener, "pseudonym");
        Id(ref rest, play.Track, "track id");
        Number(ref rest, play.StartedAt.ToUnixTimeMilliseconds());
        Number(ref rest, play.ListenedMs);
        Number(ref rest, play.DurationMs);
        BinaryPrimitives.WriteInt32BigEndian(rest, play.Delta);
        rest[4] = (byte)((play.Counted ? 1 : 0) | (play.Licensed ? 2 : 0));
        rest = rest[5..];
        Number(ref rest, play.RightsFrom?.ToUnixTimeMilliseconds() ?? long.MinValue);
        Number(ref rest, play.RightsUntil?.ToUnixTimeMilliseconds() ?? long.MinValue);
        foreach (var text in texts)
            Text(ref rest, text);
        return bytes;
    }

    /// <summary>The hash of a play's leaf.</summary>
    /// <param name="salt">The play's salt.</param>
    /// <param name="play">The play.</param>
    public static Hash256 LeafOf(Hash256 salt, LedgerPlay play)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Length];
        salt.Write(bytes);
        return Merkle.LeafOf(bytes, Encode(play));
    }

    private static int LengthOf(string? text)
    {
        var length = text is null ? 0 : Encoding.UTF8.GetByteCount(text);
        return length < NoText ? length : throw new InvalidDataException($"A text of {length} bytes is too long for the ledger.");
    }

    private static void Id(ref Span<byte> rest, string text, string what)
    {
        BinaryPrimitives.WriteUInt128BigEndian(rest, LedgerId.Parse(text, what));
        rest = rest[LedgerId.Length..];
    }

    private static void Number(ref Span<byte> rest, long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(rest, value);
        rest = rest[8..];
    }

    private static void Text(ref Span<byte> rest, string? text)
    {
        var length = text is null ? 0 : Encoding.UTF8.GetBytes(text, rest[2..]);
        BinaryPrimitives.WriteUInt16BigEndian(rest, text is null ? NoText : (ushort)length);
        rest = rest[(2 + length)..];
    }
}
