namespace Spotify.Functions.Platform.OpenApi;

/// <summary>An answer that an HTTP function gives when all is well, for the API's description.</summary>
/// <param name="status">The HTTP status, 200 to 399.</param>
/// <param name="type">What the body is written from; null where there is none.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class AnswersAttribute(int status, Type? type = null) : Attribute
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>What the body is written from; null where there is none.</summary>
    public Type? Type { get; } = type;

    /// <summary>The media type: JSON unless said otherwise.</summary>
    public string MediaType { get; init; } = "application/json";
}
