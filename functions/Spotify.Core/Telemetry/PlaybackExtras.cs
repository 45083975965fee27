using System.Text;

namespace Spotify.Core.Telemetry;

/// <summary>What a player says beside the play itself: how well it went. All of it is optional.</summary>
/// <param name="FirstAudioMs">On a start: from the listener's wish to the first sound, in milliseconds; null where the client does not say.</param>
/// <param name="RebufferCount">On progress, skip and complete: how often the sound stopped for want of data since the last report; null where the client does not say.</param>
/// <param name="RebufferMs">Likewise: for how long altogether, in milliseconds.</param>
/// <param name="ErrorCode">On an error: the client's name for it; null where it has none.</param>
public readonly record struct PlaybackExtras(int? FirstAudioMs = null, int? RebufferCount = null, int? RebufferMs = null, string? ErrorCode = null)
{
    internal const byte FirstAudioFlag = 1;
    internal const byte RebufferCountFlag = 2;
    internal const byte RebufferFlag = 4;
    internal const byte ErrorCodeFlag = 8;

    /// <summary>Reads the extras of an event: a byte of flags, then the fields that it names. What a later version appends is not looked at.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, out PlaybackExtras extras)
    {
        extras = default;
        if (bytes.IsEmpty)
            return true;
        var reader = new CompactReader(bytes);
        var flags = reader.Byte();
        var firstAudio = (flags & FirstAudioFlag) == 0 ? (int?)null : reader.Number(int.MaxValue);
        var count = (flags & RebufferCountFlag) == 0 ? (int?)null : reader.Number(int.MaxValue);
        var rebuffer = (flags & RebufferFlag) == 0 ? (int?)null : reader.Number(int.MaxValue);
        var code = (flags & ErrorCodeFlag) == 0 ? null : Encoding.UTF8.GetString(reader.TextBytes());
        extras = new PlaybackExtras(firstAudio, count, rebuffer, code);
        return !reader.Failed;
    }
}
