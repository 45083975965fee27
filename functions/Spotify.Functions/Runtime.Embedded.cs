using Microsoft.Azure.Functions.Worker.Builder;
using Spotify.Functions.Platform.Auth;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions;

/// <summary>What the application needs of the embedded runtime alone: a console to log to, OTLP exporters, and the development authority.</summary>
internal static class Runtime
{
    public static void Configure(FunctionsApplicationBuilder builder)
    {
        builder.Logging.AddLines();
        builder.Services.AddOtlpExport(builder.Configuration);
        builder.Services.AddDevelopmentAuthority(builder.Configuration);
    }
}
