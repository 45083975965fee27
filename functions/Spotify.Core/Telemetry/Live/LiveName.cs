using System.Text;

namespace Spotify.Core.Telemetry.Live;

/// <summary>What live statistics are kept of, as 128-bit numbers: a track by its key, a market or a client version by its first 16 bytes.</summary>
public static class LiveName
{
    /// <summary>Stands for a market that is not two capital letters; ISO 3166-1 leaves it to its users.</summary>
    public const string UnknownMarket = "ZZ";

    private const int MaxBytes = 16;

    /// <summary>The market as statistics call it: two capital letters, or <see cref="UnknownMarket"/>.</summary>
    public static string MarketOf(string? market) =>
        market is [>= 'A' and <= 'Z', >= 'A' and <= 'Z'] ? market : UnknownMarket;

    /// <summary>The name of a track.</summary>
    public static UInt128 Of(TrackKey track) => track.Value;

    /// <summary>The name of a market or a client version. Versions are told apart by their first 16 bytes.</summary>
    public static UInt128 Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Span<byte> bytes = stackalloc byte[MaxBytes];
        Encoding.UTF8.GetEncoder().Convert(text, bytes, flush: true, out _, out var written, out _);
        UInt128 name = 0;
        for (var i = 0; i < written; i++)
            name |= (UInt128)bytes[i] << (8 * i);
        return name;
    }

    /// <summary>The market or client version that a name stands for.</summary>
    public static string TextOf(UInt128 name)
    {
        Span<byte> bytes = stackalloc byte[MaxBytes];
        var length = 0;
        for (; name != 0 && length < MaxBytes; name >>= 8)
            bytes[length++] = (byte)name;
        return Encoding.UTF8.GetString(bytes[..length]);
    }

    /// <summary>The track that a name stands for.</summary>
    public static string TrackOf(UInt128 name) => new TrackKey(name).ToString();
}
