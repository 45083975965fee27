namespace Spotify.Functions.Platform.Http;

/// <summary>Says what an HTTP function demands of its caller. A function that does not say answers nobody.</summary>
/// <param name="kind">The demand.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AccessAttribute(AccessKind kind) : Attribute
{
    /// <summary>The demand.</summary>
    public AccessKind Kind { get; } = kind;
}
