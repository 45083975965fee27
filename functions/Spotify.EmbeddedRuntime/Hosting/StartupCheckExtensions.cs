using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Spotify.EmbeddedRuntime.Hosting;

/// <summary>Lets a program look for faults of its own composition before it starts.</summary>
public static class StartupCheckExtensions
{
    /// <summary>Checks all functions now. The host does so too when it starts, but logs what it finds as a failure of its own, with a stack trace.</summary>
    /// <param name="host">The host, not started yet.</param>
    /// <exception cref="StartupException">With every problem.</exception>
    public static IHost CheckFunctions(this IHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        host.Services.GetService<StartupValidation>()?.Validate();
        return host;
    }
}
