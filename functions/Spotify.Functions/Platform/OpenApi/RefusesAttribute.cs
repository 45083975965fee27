using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Platform.OpenApi;

/// <summary>A refusal that an HTTP function gives of its own, for the API's description. What the access gate and the limits answer is added by itself.</summary>
/// <param name="status">The HTTP status, 400 to 599.</param>
/// <param name="reasons">Why, from the closed list.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class RefusesAttribute(int status, params ErrorReason[] reasons) : Attribute
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>Why, from the closed list.</summary>
    public IReadOnlyList<ErrorReason> Reasons { get; } = reasons;
}
