using Spotify.Functions.Ingestion.Media;
using Spotify.Functions.Platform.Health;

namespace Spotify.Functions.Ingestion;

/// <summary>Whether the media programs can be run at all; asked of them once, since what is installed stays.</summary>
internal sealed class MediaReadiness(MediaTool tool) : IReadinessCheck
{
    private volatile bool _isKnown;

    /// <inheritdoc/>
    public string Name => "media";

    /// <inheritdoc/>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (_isKnown)
            return;
        var folder = Path.GetTempPath();
        var answers = await Task.WhenAll(
            tool.FfmpegAsync(folder, ["-version"], cancellationToken),
            tool.FfprobeAsync(folder, ["-version"], cancellationToken),
            tool.FpcalcAsync(folder, ["-version"], cancellationToken));
        if (!answers.All(answer => answer.IsSuccess))
            throw new InvalidOperationException("ffmpeg, ffprobe or fpcalc does not run");
        _isKnown = true;
    }
}
