namespace Spotify.Functions.Platform.Flags;

/// <summary>
/// Which features are on. It answers at once from what this instance knows, and cannot fail: where the store is away, what was known last holds, and what the settings say where nothing
/// was ever known.
/// </summary>
public interface IFlags
{
    /// <summary>Whether a feature is on for anybody at all.</summary>
    /// <param name="name">One of <see cref="FlagNames"/>.</param>
    bool IsOn(string name);

    /// <summary>Whether a feature is on for one listener.</summary>
    /// <param name="name">One of <see cref="FlagNames"/>.</param>
    /// <param name="listener">What names the listener, always the same text for the same one: the pseudonym where it is at hand, else the user's id. Only a hash of it is looked at.</param>
    bool IsOn(string name, string listener);
}
