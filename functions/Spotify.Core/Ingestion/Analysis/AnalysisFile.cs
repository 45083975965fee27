using System.IO.Compression;
using System.Text.Json;

namespace Spotify.Core.Ingestion.Analysis;

/// <summary>An analysis as it is stored: JSON in the Web API's shape (snake_case), compressed by gzip.</summary>
public static class AnalysisFile
{
    /// <summary>Most bytes of JSON that are read; six hours of music make about 15 MB.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Writes it.</summary>
    public static void Write(Stream output, AudioAnalysis analysis)
    {
        using var packed = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true);
        JsonSerializer.Serialize(packed, analysis, Options);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="input">The bytes.</param>
    /// <returns>The analysis, or null where the bytes are none.</returns>
    public static AudioAnalysis? TryRead(Stream input)
    {
        try
        {
            using var unpacked = new GZipStream(input, CompressionMode.Decompress, leaveOpen: true);
            return JsonSerializer.Deserialize<AudioAnalysis>(unpacked, Options);
        }
        catch (Exception problem) when (problem is JsonException or InvalidDataException)
        {
            return null;
        }
    }
}
