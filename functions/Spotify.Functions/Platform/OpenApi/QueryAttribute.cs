namespace Spotify.Functions.Platform.OpenApi;

/// <summary>A query parameter that an HTTP function looks at, for the API's description.</summary>
/// <param name="name">As it is written in the address.</param>
/// <param name="description">What it means.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class QueryAttribute(string name, string description) : Attribute
{
    /// <summary>As it is written in the address.</summary>
    public string Name { get; } = name;

    /// <summary>What it means.</summary>
    public string Description { get; } = description;

    /// <summary>Its type: <see cref="string"/>, <see cref="int"/>, <see cref="long"/>, <see cref="bool"/> or <see cref="DateTimeOffset"/>.</summary>
    public Type Type { get; init; } = typeof(string);

    /// <summary>Whether a request without it is refused.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The values it may have, separated by spaces; empty for any.</summary>
    public string Values { get; init; } = "";

    /// <summary>What it is when it is left out, as it would be written; null for nothing.</summary>
    public string? Default { get; init; }
}
