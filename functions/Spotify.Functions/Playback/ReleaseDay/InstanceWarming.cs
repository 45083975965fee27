using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Spotify.Functions.Playback.ReleaseDay;

/// <summary>Keeps the tracks that are about to open in this instance's caches: each instance has its own, and one that scaling adds begins with this.</summary>
internal sealed partial class InstanceWarming(ReleaseWarming warming, TimeProvider time, ILogger<InstanceWarming> logger) : BackgroundService
{
    /// <summary>How often it reads: what a cache has is confirmed by each read, and what it dropped comes back.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await warming.FillCachesAsync(stoppingToken);
            }
#pragma warning disable CA1031 // Reading ahead is a courtesy: whatever fails, requests read for themselves.
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(EventId = 9202, Level = LogLevel.Warning, Message = "What is about to open could not be read ahead")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
