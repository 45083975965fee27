using System.Net;
using Microsoft.Azure.Functions.Worker;
using Spotify.EmbeddedRuntime.Hosting;

namespace Spotify.EmbeddedRuntime.Http;

/// <summary>Checks the settings of the HTTP endpoint, and that HTTP functions have one.</summary>
internal sealed class HttpCheck(FunctionCatalog catalog, EmbeddedRuntimeOptions options, bool enabled) : IStartupCheck
{
    /// <inheritdoc/>
    public IEnumerable<string> FindProblems()
    {
        if (!enabled)
        {
            foreach (var (function, _) in catalog.WithTrigger<HttpTriggerAttribute>())
                yield return $"Function '{function.Name}' has an HTTP trigger: call ConfigureFunctionsWebApplication() on the builder.";
            yield break;
        }

        if (!IPAddress.TryParse(options.Address, out _))
            yield return $"The setting 'Embedded:Address' is '{options.Address}': it must be an IP address, such as 127.0.0.1 or 0.0.0.0.";
        if (options.Port is < 0 or > 65535)
            yield return $"The setting 'Embedded:Port' is {options.Port}: it must be 0 to 65535.";
        if (options.MaxRequestBodyBytes <= 0)
            yield return $"The setting 'Embedded:MaxRequestBodyBytes' is {options.MaxRequestBodyBytes}: it must be more than 0.";
        if (options.DrainTimeout < TimeSpan.Zero || options.DrainTimeout > TimeSpan.FromMinutes(10))
            yield return $"The setting 'Embedded:DrainTimeout' is {options.DrainTimeout}: it must be 00:00:00 to 00:10:00.";
    }
}
