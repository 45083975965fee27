using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Spotify.Functions.Platform.Http;

/// <summary>What stands between callers and the application. Section <c>Telemetry</c>, where the intake of events first needed it.</summary>
public sealed class ClientAddressOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Telemetry";

    /// <summary>How many proxies of ours a request passes, each of which appends to <c>X-Forwarded-For</c> whom it has it from.</summary>
    /// <value>
    /// Setting <c>Telemetry__TrustedProxies</c>, 0 to 10; default 0: the connection's address is the caller's. With the Functions host in front it is 1, with
    /// a gateway or Front Door before that one more. Too few, and all callers seem to share the proxy's network; too many, and a caller may name his own.
    /// </value>
    [Range(0, 10)]
    [Description("It is the number of proxies of ours in front of the application.")]
    public int TrustedProxies { get; set; }
}
