using Microsoft.Extensions.DependencyInjection;
using Spotify.EmbeddedRuntime.Hosting;

namespace Spotify.EmbeddedRuntime.Timers;

/// <summary>Registers what runs timer triggers.</summary>
internal static class TimerServices
{
    /// <summary>Adds the timers.</summary>
    public static IServiceCollection AddTimerTriggers(this IServiceCollection services) => services
        .AddSingleton<TimerRecords>()
        .AddSingleton<TimerTriggers>()
        .AddSingleton<IStartupCheck>(provider => provider.GetRequiredService<TimerTriggers>())
        .AddHostedService(provider => provider.GetRequiredService<TimerTriggers>());
}
