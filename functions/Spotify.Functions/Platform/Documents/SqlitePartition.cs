using System.Text;

namespace Spotify.Functions.Platform.Documents;

/// <summary>A partition as its table knows it: the key's values in one text, and their hash.</summary>
internal readonly struct SqlitePartition
{
    // No value holds a control character, so this cuts the two apart again.
    private const char Separator = '\u0001';

    public SqlitePartition(PartitionKeyValue value)
    {
        Key = Encoding.UTF8.GetBytes(value.Second is null ? value.First : value.First + Separator + value.Second);
        Hash = HashOf(Key);
    }

    public byte[] Key { get; }

    /// <summary>From 0 to 2^32 - 1; kept in the file, so this function never changes.</summary>
    public uint Hash { get; }

    public static PartitionKeyValue Parse(string key)
    {
        var cut = key.IndexOf(Separator, StringComparison.Ordinal);
        return cut < 0 ? new PartitionKeyValue(key) : new PartitionKeyValue(key[..cut], key[(cut + 1)..]);
    }

    /// <summary>How the keys with this second value end.</summary>
    public static string EndOf(string second) => Separator + second;

    // FNV-1a, then MurmurHash3's finaliser, which spreads keys that differ only at their end over all ranges.
    private static uint HashOf(ReadOnlySpan<byte> key)
    {
        var hash = 2166136261u;
        foreach (var b in key)
            hash = (hash ^ b) * 16777619u;
        hash = (hash ^ (hash >> 16)) * 0x85EBCA6Bu;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35u;
        return hash ^ (hash >> 16);
    }
}
