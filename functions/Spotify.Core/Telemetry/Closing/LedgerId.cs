using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Spotify.Core.Telemetry.Closing;

/// <summary>Ids of plays and pseudonyms as the 128-bit numbers that their 22 characters of base62 stand for, and where in a closed ledger they lie.</summary>
public static class LedgerId
{
    /// <summary>Bytes of an id.</summary>
    public const int Length = 16;

    /// <summary>The most shards of a period.</summary>
    public const int MaxShards = 4096;

    /// <summary>Reads an id.</summary>
    /// <returns>False when it is not 22 characters of base62 within 128 bits.</returns>
    public static bool TryParse(string? text, out UInt128 id)
    {
        var isId = TrackKey.TryParse(text ?? "", out var key);
        id = key.Value;
        return isId;
    }

    /// <summary>Reads an id that must be one.</summary>
    /// <exception cref="InvalidDataException">It is not.</exception>
    public static UInt128 Parse(string? text, string what) =>
        TryParse(text, out var id) ? id : throw new InvalidDataException($"'{text}' is no {what}: 22 characters of base62 are.");

    /// <summary>The 22 characters.</summary>
    public static string ToText(UInt128 id) => new TrackKey(id).ToString();

    /// <summary>Whether a period may have this many shards: a power of two up to <see cref="MaxShards"/>.</summary>
    public static bool IsShardCount(int shards) => shards is >= 1 and <= MaxShards && BitOperations.IsPow2(shards);

    /// <summary>The shard of a play or a listener: the leading bits of the SHA-256 of the id's 16 bytes, so that the id alone finds it.</summary>
    /// <param name="id">The id.</param>
    /// <param name="shards">How many shards there are, a power of two.</param>
    public static int ShardOf(UInt128 id, int shards)
    {
        if (!IsShardCount(shards))
            throw new ArgumentOutOfRangeException(nameof(shards), shards, "not a power of two up to 4,096");
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, id);
        Span<byte> hash = stackalloc byte[Hash256.Length];
        SHA256.HashData(bytes, hash);
        return (int)(BinaryPrimitives.ReadUInt32BigEndian(hash) * (ulong)shards >> 32);
    }

    /// <summary>A play's salt: HMAC-SHA256 of the id's 16 bytes under the period's secret. Who learns one learns nothing of any other.</summary>
    public static Hash256 SaltOf(ReadOnlySpan<byte> secret, UInt128 playId)
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, playId);
        Span<byte> salt = stackalloc byte[Hash256.Length];
        HMACSHA256.HashData(secret, bytes, salt);
        return Hash256.Read(salt);
    }
}
