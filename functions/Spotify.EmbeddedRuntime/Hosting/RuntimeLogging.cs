using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Spotify.EmbeddedRuntime.Hosting;

/// <summary>The log levels of host.json, and silence from what would only repeat the application.</summary>
internal static class RuntimeLogging
{
    public static void Configure(ILoggingBuilder logging, IConfiguration configuration)
    {
        // Otherwise every result of every request is a log line; host.json may say so.
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // With this category open, ASP.NET Core makes a span and a log scope for every request although nobody reads them.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // The application says itself what is ready; only warnings of the server pass.
        logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        logging.Services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);
        logging.AddConfiguration(configuration.GetSection($"{HostConfiguration.Section}:logging"));
        logging.AddConfiguration(configuration.GetSection("Logging"));
        logging.AddSimpleConsole(console => console.SingleLine = true);
    }
}
