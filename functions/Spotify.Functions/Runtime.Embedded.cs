using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using Spotify.EmbeddedRuntime.Hosting;
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

    /// <summary>Looks for faults in how functions are declared.</summary>
    public static IHost Check(IHost host) => host.CheckFunctions();

    /// <summary>Whether an exception is a fault of the composition, which its message says in full.</summary>
    public static bool IsFault(Exception exception) => exception is StartupException;
}
