using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Spotify.Functions.Platform.Http;

/// <summary>Logs answers that could not be written.</summary>
internal static partial class AnswerFaults
{
    public static void Log(HttpContext context, Exception exception)
    {
        if (context.RequestServices?.GetService<ILoggerFactory>() is { } loggers)
            LogUnwritable(loggers.CreateLogger("Spotify.Functions.Platform.Http.JsonAnswer"), context.Request.Path, exception);
    }

    [LoggerMessage(EventId = 1205, Level = LogLevel.Error, Message = "The answer to {Path} cannot be written as JSON")]
    private static partial void LogUnwritable(ILogger logger, string? path, Exception exception);
}
