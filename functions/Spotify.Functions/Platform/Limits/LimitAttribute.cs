namespace Spotify.Functions.Platform.Limits;

/// <summary>Which budget of its caller a request to an HTTP function is taken from. A function that does not say takes from <see cref="LimitKind.General"/>.</summary>
/// <param name="kind">The budget.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LimitAttribute(LimitKind kind) : Attribute
{
    /// <summary>The budget.</summary>
    public LimitKind Kind { get; } = kind;
}
