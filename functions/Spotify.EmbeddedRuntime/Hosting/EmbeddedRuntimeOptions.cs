using System.Reflection;

namespace Spotify.EmbeddedRuntime.Hosting;

/// <summary>How the embedded runtime runs. Bound from the configuration section <c>Embedded</c>.</summary>
public sealed class EmbeddedRuntimeOptions
{
    /// <summary>Folder for all state of the runtime.</summary>
    /// <value>Default <c>.data</c> in the current folder; created when missing.</value>
    public string DataDirectory { get; set; } = ".data";

    /// <summary>The address that the HTTP endpoint listens on.</summary>
    /// <value>An IP address; default 127.0.0.1, which only this machine reaches. <c>0.0.0.0</c> in a container.</value>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>The port of the HTTP endpoint.</summary>
    /// <value>Default 7071; 0 takes any free one, which the server's addresses then name.</value>
    public int Port { get; set; } = 7071;

    /// <summary>The largest request body that is read.</summary>
    /// <value>Bytes; default 104,857,600, as the Functions host has it.</value>
    public long MaxRequestBodyBytes { get; set; } = 104_857_600;

    /// <summary>How long requests that are under way may take to finish at shutdown before they are cancelled.</summary>
    /// <value>Default ten seconds.</value>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);

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
    /// <value>Default: the entry assembly alone, unless <see cref="FunctionTypes"/> names something.</value>
    public IList<Assembly> FunctionAssemblies { get; } = [];

    /// <summary>Single classes to look for functions in, beside <see cref="FunctionAssemblies"/>.</summary>
    public IList<Type> FunctionTypes { get; } = [];
}
