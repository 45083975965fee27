using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Tests.Platform.Telemetry;

/// <summary>The instruments that the application's code creates.</summary>
internal static class EmittedMetrics
{
    /// <summary>Makes every class of the application that creates instruments, and reads their names.</summary>
    public static IReadOnlySet<string> Names()
    {
        using var services = new ServiceCollection().AddMetrics().AddSingleton(TimeProvider.System).BuildServiceProvider();
        var (factory, names) = (services.GetRequiredService<IMeterFactory>(), new SortedSet<string>(StringComparer.Ordinal));
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => { if (instrument.Meter.Scope == factory) names.Add(instrument.Name); } };
        listener.Start();
        foreach (var type in typeof(SpotifyMetrics).Assembly.GetTypes().Where(type => !type.IsAbstract && type.GetConstructors().Any(one => one.GetParameters().Any(parameter => parameter.ParameterType == typeof(IMeterFactory)))))
            (ActivatorUtilities.CreateInstance(services, type) as IDisposable)?.Dispose();
        return names;
    }
}
