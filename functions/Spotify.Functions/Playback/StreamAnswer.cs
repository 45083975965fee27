using System.Text.Json.Serialization;

namespace Spotify.Functions.Playback;

/// <summary>Where a track's audio is and how to play it: the body of <c>GET /v1/tracks/{id}/stream</c>.</summary>
public sealed record StreamAnswer
{
    /// <summary>The track's id.</summary>
    public required string Track { get; init; }

    /// <summary>Reads the audio, and nothing else, until <see cref="ExpiresAt"/>.</summary>
    public required string Url { get; init; }

    /// <summary>When the address ends, UTC.</summary>
    public required DateTime ExpiresAt { get; init; }

    /// <summary>The rung: <c>low normal high very_high lossless</c>.</summary>
    public required string Quality { get; init; }

    /// <summary>Codec and container: <c>ogg aac mp3 flac</c>.</summary>
    public required string Format { get; init; }

    /// <summary>Bit rate in kbit/s.</summary>
    public required int BitrateKbps { get; init; }

    /// <summary>Length in milliseconds after trimming.</summary>
    public required long DurationMs { get; init; }

    /// <summary>Sample rate in Hz.</summary>
    public required int SampleRate { get; init; }

    /// <summary>Samples to drop at the beginning.</summary>
    public required int EncoderDelay { get; init; }

    /// <summary>Samples to drop at the end.</summary>
    public required int Padding { get; init; }

    /// <summary>Gain to -14 LUFS in dB, for playing tracks in any order.</summary>
    public required double GainDb { get; init; }

    /// <summary>Gain to -14 LUFS over the whole album in dB, for playing it in its order.</summary>
    public required double AlbumGainDb { get; init; }

    /// <summary>Highest true peak before any gain, in dBTP.</summary>
    public required double PeakDbtp { get; init; }

    /// <summary>The next playable tracks of the context, at most two.</summary>
    public required IReadOnlyList<PrefetchUrl> Prefetch { get; init; }
}

/// <summary>Where the audio of a track is that will probably be played soon.</summary>
/// <param name="Track">The track's id.</param>
/// <param name="Url">Reads the audio, and nothing else, until <paramref name="ExpiresAt"/>.</param>
/// <param name="ExpiresAt">When the address ends, UTC.</param>
public sealed record PrefetchUrl(string Track, string Url, DateTime ExpiresAt);

/// <summary>The answer's serialiser, generated at build time: this is the application's busiest route.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(StreamAnswer))]
internal sealed partial class StreamAnswerJson : JsonSerializerContext;
