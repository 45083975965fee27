namespace Spotify.Functions.Platform.Http;

/// <summary>What a route demands of its caller.</summary>
public enum AccessKind
{
    /// <summary>Nothing; no token is looked at.</summary>
    Public = 0,

    /// <summary>A listener's own token; an app's alone will not do.</summary>
    Listener = 1,

    /// <summary>A token whose claim <c>label</c> equals the route value <c>label</c>, or one with scope <c>admin</c>.</summary>
    Label = 2,

    /// <summary>A token with scope <c>admin</c>.</summary>
    Admin = 3,

    /// <summary>Any good token: a listener's, or an app's of its own (client credentials).</summary>
    App = 4,
}
