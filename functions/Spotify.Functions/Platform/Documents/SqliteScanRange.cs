using System.Globalization;

namespace Spotify.Functions.Platform.Documents;

/// <summary>A run of partition hashes, both ends included; as a token <c>hash:first-last</c> in hexadecimal.</summary>
/// <param name="First">The first hash.</param>
/// <param name="Last">The last hash.</param>
internal readonly record struct SqliteScanRange(uint First, uint Last)
{
    private const string Scheme = "hash:";

    public static IReadOnlyList<ScanRange> Cut(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new SqliteScanRange(Start(i, count), (uint)(((i + 1L) << 32) / count - 1)).ToScanRange())];

    public static SqliteScanRange Parse(ScanRange range)
    {
        if (range.Token is { Length: 22 } token && token.StartsWith(Scheme, StringComparison.Ordinal) && token[13] == '-'
            && uint.TryParse(token.AsSpan(5, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var first)
            && uint.TryParse(token.AsSpan(14, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var last))
            return new SqliteScanRange(first, last);
        throw new ArgumentException($"'{range.Token}' is not a scan range of this store.", nameof(range));
    }

    /// <summary>Shorter runs, for scans whose filter may leave out nearly everything: no one of them reads for long.</summary>
    public IEnumerable<SqliteScanRange> Slices()
    {
        const long Length = 1L << 24;
        for (long first = First; first <= Last; first = (first & -Length) + Length)
            yield return new SqliteScanRange((uint)first, (uint)Math.Min(Last, (first & -Length) + Length - 1));
    }

    private static uint Start(int index, int count) => (uint)(((long)index << 32) / count);

    private ScanRange ToScanRange() => new(string.Create(CultureInfo.InvariantCulture, $"{Scheme}{First:x8}-{Last:x8}"));
}
