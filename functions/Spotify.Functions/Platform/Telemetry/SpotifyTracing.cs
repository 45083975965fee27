using System.Diagnostics;

namespace Spotify.Functions.Platform.Telemetry;

/// <summary>Spans of our own. Those of HTTP, triggers, orchestrations and storage come from the runtime and the libraries.</summary>
public static class SpotifyTracing
{
    /// <summary>The source's name.</summary>
    public const string SourceName = "Spotify";

    /// <summary>Where spans begin.</summary>
    public static ActivitySource Source { get; } = new(SourceName);

    /// <summary>Every source whose spans are exported: ours, and those of the runtime, of Kestrel and of the Azure libraries.</summary>
    internal static readonly string[] Exported = [SourceName, SourceName + ".*", "Microsoft.AspNetCore", "Azure.*", "Azure.Cosmos.Operation"];
}
