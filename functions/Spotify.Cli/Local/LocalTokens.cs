using Spotify.Functions.Platform.Auth;

namespace Spotify.Cli.Local;

/// <summary>Tokens of the development authority over a data folder, good at the service that runs over the same folder.</summary>
public static class LocalTokens
{
    /// <summary>Every scope that a listener can grant, by Spotify's names and ours.</summary>
    public static IReadOnlyList<string> ListenerScopes { get; } =
    [
        "app-remote-control", "playlist-modify-private", "playlist-modify-public", "playlist-read-collaborative", "playlist-read-private", "streaming", "ugc-image-upload",
        "user-account-modify", "user-follow-modify", "user-follow-read", "user-library-modify", "user-library-read", "user-modify-playback-state", "user-personalized",
        "user-read-currently-playing", "user-read-email", "user-read-playback-position", "user-read-playback-state", "user-read-private", "user-read-recently-played",
        "user-top-read",
    ];

    /// <summary>Issues a token.</summary>
    /// <param name="dataDirectory">The service's data folder.</param>
    /// <param name="subject">The user.</param>
    /// <param name="tier"><c>free</c>, <c>premium</c>, <c>family</c>, <c>student</c> or <c>trial</c>.</param>
    /// <param name="country">ISO 3166-1 alpha-2.</param>
    /// <param name="scopes">Such as <c>admin</c>; all that a listener can grant where none are given.</param>
    /// <param name="label">For label staff.</param>
    /// <param name="artist">For artists.</param>
    /// <param name="lifetime">How long it is good; twelve hours by default.</param>
    public static string Issue(
        string dataDirectory,
        string subject,
        string tier = "premium",
        string country = "SE",
        IEnumerable<string>? scopes = null,
        string? label = null,
        string? artist = null,
        TimeSpan? lifetime = null)
    {
        using var authority = DevelopmentAuthority.Open(dataDirectory, TimeProvider.System);
        return authority.Issue(subject, tier, country, scopes ?? ListenerScopes, label, artist, lifetime ?? TimeSpan.FromHours(12));
    }

    /// <summary>A token that may deliver for a label, and listen.</summary>
    public static string ForLabel(string dataDirectory, string label) => Issue(dataDirectory, $"staff-of-{label}", label: label);
}
