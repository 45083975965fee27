namespace Spotify.Core.${{values.name}};

/// <summary>What is known of ${{values.noun}}, without any I/O.</summary>
public static class ${{values.name}}Rule
{
    /// <summary>Whether a name may be given: 1 to 100 characters.</summary>
    /// <param name="name">The name.</param>
    public static bool IsName(string? name) => name is { Length: > 0 and <= 100 };
}
