using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Spotify.Functions.Accounts;

/// <summary>How accounts are kept. Section <c>Accounts</c>; the issuer and its key are in the platform's own options of that section.</summary>
public sealed class AccountsOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Accounts";

    /// <summary>For how long an authorisation code is good.</summary>
    /// <value>Default 1 minute, 10 seconds to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:10", "00:10:00")]
    [Description("Set it as hh:mm:ss.")]
    public TimeSpan CodeLifetime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>For how long a browser stays signed in.</summary>
    /// <value>Default 14 days, 5 minutes to a year.</value>
    [Range(typeof(TimeSpan), "00:05:00", "365.00:00:00")]
    [Description("Set it as d.hh:mm:ss.")]
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromDays(14);

    /// <summary>For how long a refresh token that nobody uses stays good.</summary>
    /// <value>Default 180 days, 1 hour to 10 years.</value>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    [Description("Set it as d.hh:mm:ss.")]
    public TimeSpan GrantIdle { get; set; } = TimeSpan.FromDays(180);

    /// <summary>For how long a refresh token that was just replaced gives the same successor once more, so that a lost answer or two threads of one app end nothing.</summary>
    /// <value>Default 10 seconds, 0 to 1 minute; 0: any second use ends the grant.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    [Description("Set it as hh:mm:ss.")]
    public TimeSpan RefreshGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many rounds a password is hashed; those hashed with fewer are hashed anew when their owner signs in.</summary>
    /// <value>Default 210,000, 1,000 to 10,000,000.</value>
    [Range(1000, 10_000_000)]
    [Description("Set it to what the machine does in about a tenth of a second.")]
    public int PasswordIterations { get; set; } = 210_000;

    /// <summary>The secret of the built-in client <c>operator</c>, which gets tokens with scope <c>admin</c> by client credentials: how the first operator comes in.</summary>
    /// <value>Default none: there is no such client. 32 to 200 characters.</value>
    [StringLength(200, MinimumLength = 32)]
    [Description("Set it to at least 32 random characters, or leave it out.")]
    public string? OperatorSecret { get; set; }

    /// <summary>Whether a first client is registered at start, its id and secret in <c>keys/development-client.json</c> of the data directory.</summary>
    /// <value>Default: yes on the embedded runtime without an outside authority. Elsewhere never.</value>
    public bool DevelopmentClient { get; set; } = true;
}
