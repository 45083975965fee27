using Spotify.Functions.Platform.Limits;

namespace Spotify.Functions.Platform.Http;

/// <summary>What the middleware needs to know of an HTTP function.</summary>
/// <param name="Function">The function's name.</param>
/// <param name="Template">Its route's template, such as <c>v1/tracks/{id}</c>.</param>
/// <param name="Access">What it demands; null where it does not say, and then nobody may call it.</param>
/// <param name="Scope">The scope that it demands besides, or null.</param>
internal sealed record FunctionRoute(string Function, string Template, AccessKind? Access, string? Scope = null)
{
    /// <summary>The budget that its requests are taken from.</summary>
    public LimitKind Limit { get; init; } = LimitKind.General;

    /// <summary>Whether a token in its address will do instead of the header.</summary>
    public bool ByAddress { get; init; }

    /// <summary>Whether operators account for reading here.</summary>
    public bool IsAudited { get; init; }

    /// <summary>How long it may take; null for the general limit.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Whether it hands out or takes back tokens, for which the shape of errors is another.</summary>
    public bool SpeaksOAuth { get; } = Template is "api/token" or "api/revoke";
}
