namespace Spotify.Functions.Platform.Http;

/// <summary>Says what an HTTP function demands of its caller. A function that does not say answers nobody.</summary>
/// <param name="kind">The demand.</param>
/// <param name="scope">The scope that a listener's or an app's token must carry besides, such as <c>user-top-read</c>; null for none.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AccessAttribute(AccessKind kind, string? scope = null) : Attribute
{
    /// <summary>The demand.</summary>
    public AccessKind Kind { get; } = kind;

    /// <summary>The scope that the token must carry besides, or null.</summary>
    public string? Scope { get; } = scope;

    /// <summary>Whether a token in the address, made by the application for just that, will do instead of the header <c>Authorization</c>.</summary>
    public bool ByAddress { get; init; }

    /// <summary>Whether operators account for reading here too, such as what is known of a person; what changes something is always written down.</summary>
    public bool IsAudited { get; init; }
}
