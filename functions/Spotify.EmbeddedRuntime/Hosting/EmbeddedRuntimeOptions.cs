using System.Reflection;

namespace Spotify.EmbeddedRuntime.Hosting;

/// <summary>How the embedded runtime runs. Bound from the configuration section <c>Embedded</c>.</summary>
public sealed class EmbeddedRuntimeOptions
{
    /// <summary>Folder for all state of the runtime.</summary>
    /// <value>Default <c>.data</c> in the current folder; created when missing.</value>
    public string DataDirectory { get; set; } = ".data";

    /// <summary>The loopback port of the HTTP endpoint.</summary>
    /// <value>Default 7071; 0 takes any free one.</value>
    public int Port { get; set; } = 7071;

    /// <summary>Partitions of a hub that is created.</summary>
    /// <value>Default 4, 1 to 32.</value>
    public int EventHubPartitions { get; set; } = 4;

    /// <summary>How long the event log keeps events.</summary>
    /// <value>Default seven days.</value>
    public TimeSpan EventRetention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long the blob scan waits when it found nothing new.</summary>
    /// <value>Default one second; 10 ms to a minute.</value>
    public TimeSpan BlobScanInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Where functions are looked for.</summary>
    /// <value>Default: the entry assembly alone.</value>
    public IList<Assembly> FunctionAssemblies { get; } = [];
}
