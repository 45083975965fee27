using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Spotify.Functions.Platform.Auth;

/// <summary>Whose tokens are taken. Section <c>Auth</c>.</summary>
public sealed class AuthOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Auth";

    /// <summary>The OIDC authority whose tokens are taken: the address under which <c>/.well-known/openid-configuration</c> is found.</summary>
    /// <value>Default none: on the embedded runtime the development authority stands in. HTTPS, but for loopback.</value>
    [AuthorityAddress]
    [Description("Set it to the authority's https address, such as https://login.example.com/tenant/v2.0.")]
    public string? Authority { get; set; }

    /// <summary>Claim <c>aud</c> that a token must carry.</summary>
    /// <value>Default <c>spotify</c>.</value>
    [Required]
    [Description("Set it to the audience that the authority writes for this API.")]
    public string Audience { get; set; } = "spotify";

    /// <summary>How far clocks may differ.</summary>
    /// <value>Default 30 seconds, 0 to 5 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    [Description("Set it as hh:mm:ss.")]
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a token that was checked is trusted without another check; also the longest that a withdrawn signing key lives on.</summary>
    /// <value>Default one minute, 0 to 5 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    [Description("Set it as hh:mm:ss.")]
    public TimeSpan CheckedFor { get; set; } = TimeSpan.FromMinutes(1);
}
