using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using Spotify.Functions.Platform;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Settings;

namespace Spotify.Functions;

/// <summary>The composition root.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        try
        {
            await Configure(FunctionsApplication.CreateBuilder(args)).Build().ValidateSettings().RunAsync();
            return 0;
        }
        catch (SettingsException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    /// <summary>Composes the application; tests compose theirs with it too.</summary>
    public static FunctionsApplicationBuilder Configure(FunctionsApplicationBuilder builder)
    {
        builder.ConfigureFunctionsWebApplication();
        builder.UseHttpManners();
        Runtime.Configure(builder);
        builder.Services
            .AddPlatform(builder.Configuration);
        return builder;
    }
}
