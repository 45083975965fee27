namespace Spotify.Functions.Platform.Events;

/// <summary>How a publication to a hub ended.</summary>
public enum PublishResult
{
    /// <summary>The hub holds all of it.</summary>
    Published = 0,

    /// <summary>The hub could not be reached or did not answer in time: nobody may be told that it was accepted. A repeat is safe.</summary>
    Unavailable = 1,

    /// <summary>Too much waits for the hub already: nothing was sent.</summary>
    Overloaded = 2,
}
