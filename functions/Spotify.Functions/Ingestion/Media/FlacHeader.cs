using System.Buffers.Binary;

namespace Spotify.Functions.Ingestion.Media;

/// <summary>The stream information of a FLAC file.</summary>
/// <param name="SampleRate">Samples a second.</param>
/// <param name="Samples">Samples of one channel; 0 where the encoder had none.</param>
internal sealed record FlacHeader(int SampleRate, long Samples)
{
    /// <summary>Reads it (RFC 9639, section 8.2: the first block, after the marker).</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>The header, or null where there is none.</returns>
    public static async Task<FlacHeader?> TryReadAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            return null;
        var head = new byte[26];
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, useAsync: true);
        if (await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken) < head.Length || !head.AsSpan().StartsWith("fLaC"u8))
            return null;
        var packed = BinaryPrimitives.ReadUInt64BigEndian(head.AsSpan(18));
        return new FlacHeader((int)(packed >> 44), (long)(packed & 0xF_FFFF_FFFF));
    }
}
