namespace Spotify.Functions.Platform.OpenApi;

/// <summary>What an HTTP function does, for the API's description at <c>/openapi.json</c>.</summary>
/// <param name="tag">The capability it is listed under, such as <c>Catalogue</c>.</param>
/// <param name="summary">What it does, in a few words.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OperationAttribute(string tag, string summary) : Attribute
{
    /// <summary>The capability it is listed under.</summary>
    public string Tag { get; } = tag;

    /// <summary>What it does, in a few words.</summary>
    public string Summary { get; } = summary;

    /// <summary>What else its callers should know; empty for nothing.</summary>
    public string Description { get; init; } = "";

    /// <summary>What its refusals are written from, where that is not the one error shape; null for the one error shape.</summary>
    public Type? Errors { get; init; }
}
