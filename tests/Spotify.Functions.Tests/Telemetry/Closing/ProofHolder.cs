using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Spotify.Functions.Tests.Telemetry.Closing;

/// <summary>
/// Somebody who holds the answer of the proof route and a statement with a root, and has nothing of ours: written from the description alone. It goes from the
/// root down by recursion where ours goes up from the leaf by bits.
/// </summary>
internal static class ProofHolder
{
    private const string Base62 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    public static bool Verify(JsonElement proof, string statementRoot)
    {
        var play = proof.GetProperty("play");
        var bytes = new List<byte> { 0 };
        bytes.AddRange(Convert.FromHexString(Text(proof, "salt")!));
        bytes.Add(1);
        bytes.AddRange(Id(Text(play, "id")!));
        bytes.AddRange(Id(Text(play, "listener")!));
        bytes.AddRange(Id(Text(play, "track")!));
        bytes.AddRange(Number(Time(play, "started_at")!.Value, 8));
        bytes.AddRange(Number(play.GetProperty("listened_ms").GetInt64(), 8));
        bytes.AddRange(Number(play.GetProperty("duration_ms").GetInt64(), 8));
        bytes.AddRange(Number(play.GetProperty("delta").GetInt64(), 4));
        bytes.Add((byte)((play.GetProperty("counted").GetBoolean() ? 1 : 0) + (play.GetProperty("licensed").GetBoolean() ? 2 : 0)));
        bytes.AddRange(Number(Time(play, "rights_from") ?? long.MinValue, 8));
        bytes.AddRange(Number(Time(play, "rights_until") ?? long.MinValue, 8));
        foreach (var name in (string[])["period", "adjustment_of", "isrc", "label", "market", "product", "excluded"])
        {
            var text = Text(play, name);
            bytes.AddRange(Number(text is null ? 65_535 : Encoding.UTF8.GetByteCount(text), 2));
            bytes.AddRange(Encoding.UTF8.GetBytes(text ?? ""));
        }

        var leaf = SHA256.HashData([.. bytes]);
        var shardRoot = Up(leaf, proof.GetProperty("index").GetInt64(), proof.GetProperty("plays").GetInt64(), Hashes(proof, "path"));
        byte[] shardLeaf =
        [
            0, .. Encoding.ASCII.GetBytes(Text(proof, "period")!), .. Number(proof.GetProperty("shard").GetInt64(), 4), .. Number(proof.GetProperty("shards").GetInt64(), 4),
            .. Number(proof.GetProperty("plays").GetInt64(), 8), .. shardRoot,
        ];
        var root = Up(SHA256.HashData(shardLeaf), proof.GetProperty("shard").GetInt64(), proof.GetProperty("shards").GetInt64(), Hashes(proof, "shard_path"));
        return Convert.ToHexStringLower(root) == statementRoot && Text(play, "period") == Text(proof, "period");
    }

    private static byte[] Up(byte[] leaf, long index, long count, List<byte[]> path)
    {
        if (count == 1)
            return path.Count == 0 ? leaf : [];
        if (path.Count == 0)
            return [];
        var left = 1L;
        while (left * 2 < count)
            left *= 2;
        var (sibling, rest) = (path[^1], path[..^1]);
        return index < left
            ? SHA256.HashData([1, .. Up(leaf, index, left, rest), .. sibling])
            : SHA256.HashData([1, .. sibling, .. Up(leaf, index - left, count - left, rest)]);
    }

    private static List<byte[]> Hashes(JsonElement proof, string name) => [.. proof.GetProperty(name).EnumerateArray().Select(hash => Convert.FromHexString(hash.GetString()!))];

    private static string? Text(JsonElement of, string name) => of.GetProperty(name).GetString();

    private static long? Time(JsonElement of, string name) => of.GetProperty(name) is { ValueKind: JsonValueKind.String } time
        ? DateTimeOffset.Parse(time.GetString()!, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds()
        : null;

    private static byte[] Id(string text) => Number(text.Aggregate(BigInteger.Zero, (value, digit) => (value * 62) + Base62.IndexOf(digit, StringComparison.Ordinal)), 16);

    private static byte[] Number(BigInteger value, int length)
    {
        var bytes = new byte[length];
        for (var i = length - 1; i >= 0; i--)
        {
            bytes[i] = (byte)(value & 255);
            value >>= 8;
        }

        return bytes;
    }
}
