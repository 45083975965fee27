namespace Spotify.Functions.Platform.OpenApi;

/// <summary>The body that an HTTP function takes, for the API's description.</summary>
/// <param name="type">What the body is read as.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class AcceptsAttribute(Type type) : Attribute
{
    /// <summary>What the body is read as.</summary>
    public Type Type { get; } = type;

    /// <summary>The media type: JSON unless said otherwise.</summary>
    public string MediaType { get; init; } = "application/json";
}
