namespace Spotify.Core.Accounts;

/// <summary>The closed list of scopes: Spotify's own, by Spotify's names, and three of ours.</summary>
public static class Scopes
{
    /// <summary>The scope of operators; an account grants it only where an operator has given it that role.</summary>
    public const string Admin = "admin";

    /// <summary>Ours: to manage the account itself. What an app does with it cannot be had back, so it is asked for by name.</summary>
    public const string ManageAccount = "user-account-modify";

    /// <summary>Ours: to act for the label or artist that the account's owner works for. Only a token with it carries claim <c>label</c> or <c>artist</c>.</summary>
    public const string Staff = "staff";

    /// <summary>Spotify's: the listener's e-mail address.</summary>
    public const string ReadEmail = "user-read-email";

    /// <summary>Spotify's: country, plan and the filter of explicit content.</summary>
    public const string ReadPrivate = "user-read-private";

    /// <summary>Every scope there is.</summary>
    public static IReadOnlyList<Scope> All { get; } =
    [
        new("app-remote-control", "Control the app on your devices."),
        new("playlist-modify-private", "Change your private playlists."),
        new("playlist-modify-public", "Change your public playlists."),
        new("playlist-read-collaborative", "See the playlists that you share with others."),
        new("playlist-read-private", "See your private playlists."),
        new("streaming", "Play music on your devices."),
        new("ugc-image-upload", "Set the covers of your playlists."),
        new("user-follow-modify", "Change whom you follow."),
        new("user-follow-read", "See whom you follow and who follows you."),
        new("user-library-modify", "Change what you have saved."),
        new("user-library-read", "See what you have saved."),
        new("user-modify-playback-state", "Control what plays on your devices."),
        new("user-personalized", "Use what is made for you."),
        new("user-read-currently-playing", "See what you are listening to."),
        new(ReadEmail, "See your e-mail address."),
        new("user-read-playback-position", "See where you are in what you have begun to listen to."),
        new("user-read-playback-state", "See what plays on your devices."),
        new(ReadPrivate, "See your country, your plan and your filter of explicit content."),
        new("user-read-recently-played", "See what you have listened to."),
        new("user-top-read", "See the artists and tracks that you like most."),
        new(ManageAccount, "Change your account: its name, its password, the apps that you have allowed; and close it."),
        new(Staff, "Act for the label or the artist that you work for."),
        new(Admin, "Operate the service.", ForOperatorsOnly: true),
    ];

    private static readonly Dictionary<string, Scope> ByName = All.ToDictionary(scope => scope.Name, StringComparer.Ordinal);

    /// <summary>Whether there is a scope of this name.</summary>
    public static bool Exists(string name) => ByName.ContainsKey(name);

    /// <summary>The scopes of these names, in the list's order; names that there are not are left out.</summary>
    public static IReadOnlyList<Scope> Of(IEnumerable<string> names)
    {
        var asked = names.ToHashSet(StringComparer.Ordinal);
        return [.. All.Where(scope => asked.Contains(scope.Name))];
    }

    /// <summary>Reads the parameter <c>scope</c>: names with spaces between them, each once, in the list's order.</summary>
    /// <param name="text">The parameter; null or empty for none.</param>
    /// <param name="names">The scopes.</param>
    /// <param name="unknown">The first name that is none, or null.</param>
    /// <returns>Whether every name is a scope.</returns>
    public static bool TryParse(string? text, out IReadOnlyList<string> names, out string? unknown)
    {
        var parts = (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        unknown = parts.FirstOrDefault(part => !Exists(part));
        names = unknown is null ? [.. Of(parts).Select(scope => scope.Name)] : [];
        return unknown is null;
    }
}
