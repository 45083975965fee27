namespace Spotify.Functions.Subscriptions.Abuse;

/// <summary>Where passwords are known from that were stolen elsewhere. Section <c>Accounts</c>.</summary>
public sealed class BreachedPasswordOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Accounts";

    /// <summary>
    /// SHA-1 hashes of stolen passwords, as Have I Been Pwned's downloader writes them: a folder of files named by the first five hex digits (<c>21BD1.txt</c>) with lines
    /// <c>SUFFIX:COUNT</c>, or one file of lines <c>HASH:COUNT</c> in order.
    /// </summary>
    /// <value>Default none: no password is known to be stolen.</value>
    public string? BreachedPasswords { get; set; }
}
