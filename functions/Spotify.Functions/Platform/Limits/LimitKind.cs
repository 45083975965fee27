namespace Spotify.Functions.Platform.Limits;

/// <summary>The budgets of requests, each over a rolling window. How large they are is in <see cref="LimitOptions"/>.</summary>
public enum LimitKind
{
    /// <summary>Whatever has no budget of its own: 1,200 a minute.</summary>
    General = 0,

    /// <summary>Attempts to prove who one is: 5 in 15 minutes by address.</summary>
    Auth = 1,

    /// <summary>Searching: 60 a minute by user.</summary>
    Search = 2,

    /// <summary>Stream addresses: 300 a minute by user.</summary>
    Playback = 3,

    /// <summary>Changes of a library: 100 a minute by user.</summary>
    LibraryWrites = 4,

    /// <summary>Recommendations: 30 a minute by user.</summary>
    Recommendations = 5,

    /// <summary>Operators: 1,000 a minute by user.</summary>
    Admin = 6,

    /// <summary>Not counted: health, keys, descriptions, webhooks that prove themselves.</summary>
    None = 7,

    /// <summary>
    /// Reports of players: 1,200 requests a minute by user, each of up to a thousand events, so that several devices that come back from a journey with all they
    /// have played can send it as fast as answers come; what keeps the service from drowning is the hub's own bound.
    /// </summary>
    Events = 8,
}
