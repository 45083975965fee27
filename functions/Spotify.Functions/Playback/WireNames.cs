using Spotify.Core.Playback;

namespace Spotify.Functions.Playback;

/// <summary>Rungs, formats and tiers as they are written on the wire.</summary>
internal static class WireNames
{
    public static string Of(Quality quality) => quality switch
    {
        Quality.Preview => "preview",
        Quality.Low => "low",
        Quality.Normal => "normal",
        Quality.High => "high",
        Quality.VeryHigh => "very_high",
        Quality.Lossless => "lossless",
        _ => throw new ArgumentOutOfRangeException(nameof(quality), quality, "not a rung"),
    };

    public static string Of(AudioFormat format) => format switch
    {
        AudioFormat.Ogg => "ogg",
        AudioFormat.Aac => "aac",
        AudioFormat.Mp3 => "mp3",
        AudioFormat.Flac => "flac",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "not a format"),
    };

    public static string Of(Tier tier) => tier switch
    {
        Tier.Free => "free",
        Tier.Premium => "premium",
        Tier.Family => "family",
        Tier.Student => "student",
        Tier.Trial => "trial",
        _ => throw new ArgumentOutOfRangeException(nameof(tier), tier, "not a tier"),
    };
}
