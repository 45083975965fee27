namespace Spotify.Functions.Platform.Audit;

/// <summary>What an operator is about to do.</summary>
/// <param name="Actor">Who: the subject of the token.</param>
/// <param name="Client">The app that the token was given to, or null.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Route">The route's template.</param>
/// <param name="Function">The function's name.</param>
/// <param name="Target">The values in the route and the query, by their names, cut at 200 characters each; never a body, never a token.</param>
/// <param name="RequestId">The trace of the request.</param>
public sealed record AuditAction(string Actor, string? Client, string Method, string Route, string Function, IReadOnlyDictionary<string, string> Target, string RequestId);
