using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spotify.Core.Playback.Hls;

/// <summary>Where the files of all rungs of a track are cut: every rung at the same samples, so that a player may change rungs at any of them.</summary>
/// <param name="SampleRate">44,100 or 48,000 Hz.</param>
/// <param name="Samples">The track's length in samples of one channel.</param>
/// <param name="SegmentSamples">The length of every segment but the last; see <see cref="SegmentSamplesAt"/>.</param>
/// <param name="Rungs">The rungs, ascending.</param>
public sealed record HlsIndex(int SampleRate, long Samples, int SegmentSamples, IReadOnlyList<HlsRungIndex> Rungs)
{
    /// <summary>How long a segment is meant to be, in seconds.</summary>
    public const int TargetSeconds = 4;

    /// <summary>Samples of a FLAC block: four frames of AAC.</summary>
    public const int BlockSamples = 4096;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter<Quality>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>How many segments there are, at least one.</summary>
    [JsonIgnore]
    public int SegmentCount => (int)((Samples + SegmentSamples - 1) / SegmentSamples);

    /// <summary>The segment length at a sample rate: whole blocks of FLAC and so whole frames of AAC, as near to four seconds as that goes: 43 blocks at 44.1 kHz, 47 at 48 kHz.</summary>
    /// <param name="sampleRate">Samples a second.</param>
    public static int SegmentSamplesAt(int sampleRate) => BlockSamples * (int)Math.Round(TargetSeconds * (double)sampleRate / BlockSamples);

    /// <summary>The first sample of a segment.</summary>
    /// <param name="segment">Its number, from 0; the number of segments for the end.</param>
    public long StartOf(int segment) => Math.Min(Samples, (long)segment * SegmentSamples);

    /// <summary>A segment's length in microseconds, rounded so that those of all segments add up to the track's.</summary>
    /// <param name="segment">Its number, from 0.</param>
    public long MicrosecondsOf(int segment) => Microseconds(StartOf(segment + 1)) - Microseconds(StartOf(segment));

    /// <summary>A rung's cuts, or null where it is not there.</summary>
    /// <param name="quality">The rung.</param>
    public HlsRungIndex? Find(Quality quality) => Rungs.FirstOrDefault(rung => rung.Quality == quality);

    /// <summary>The index as it is stored.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <summary>Reads an index that <see cref="Write"/> made.</summary>
    /// <param name="utf8">What was stored.</param>
    /// <exception cref="InvalidDataException">It is none, or contradicts itself.</exception>
    public static HlsIndex Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var index = JsonSerializer.Deserialize<HlsIndex>(utf8, Json) ?? throw new InvalidDataException("The segment index is empty.");
            return index is { SampleRate: > 0, Samples: > 0, SegmentSamples: > 0 }
                && index.Rungs.All(rung => rung.InitBytes > 0 && rung.SegmentBytes.Count == index.SegmentCount && rung.SegmentBytes.All(bytes => bytes > 0))
                    ? index
                    : throw new InvalidDataException("The segment index contradicts itself.");
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException("The segment index cannot be read.", problem);
        }
    }

    private long Microseconds(long samples) => (long)Math.Round(samples * 1e6 / SampleRate);
}

/// <summary>Where one rung's file is cut: first what a decoder must have before all else, then one segment after the other, and nothing between.</summary>
/// <param name="Quality">The rung.</param>
/// <param name="InitBytes">Bytes of the initialisation section.</param>
/// <param name="SegmentBytes">Bytes of each segment.</param>
public sealed record HlsRungIndex(Quality Quality, long InitBytes, IReadOnlyList<long> SegmentBytes);
