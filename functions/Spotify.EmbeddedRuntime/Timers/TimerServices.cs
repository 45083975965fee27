using Microsoft.Extensions.DependencyInjection;

namespace Spotify.EmbeddedRuntime.Timers;

/// <summary>Registers what runs timer triggers.</summary>
internal static class TimerServices
{
    /// <summary>Adds the timers.</summary>
    public static IServiceCollection AddTimerTriggers(this IServiceCollection services) => services;
}
