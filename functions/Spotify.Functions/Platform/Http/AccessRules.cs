using Microsoft.AspNetCore.Routing;

namespace Spotify.Functions.Platform.Http;

/// <summary>What each kind of access demands of a caller whose token is good.</summary>
internal static class AccessRules
{
    /// <summary>The route value that names the label of a route.</summary>
    public const string LabelValue = "label";

    /// <summary>Why the caller may not, in a sentence for him; null where he may.</summary>
    public static string? FindRefusal(AccessKind? access, string? scope, Caller caller, RouteValueDictionary routeValues) => access switch
    {
        AccessKind.Public => null,
        AccessKind.Listener when caller.IsApp => "This route is for listeners: use a token that a listener has granted, not an app's own.",
        AccessKind.Listener or AccessKind.App when scope is not null && !caller.Scopes.Contains(scope) => $"This route takes a token with scope {scope}: ask the listener for it.",
        AccessKind.Listener or AccessKind.App => null,
        AccessKind.Label when caller.IsAdmin || WorksFor(caller, routeValues) => null,
        AccessKind.Label => "This route is for the staff of that label: use a token whose claim label names it.",
        AccessKind.Admin when caller.IsAdmin => null,
        AccessKind.Admin => "This route is for operators: use a token with scope admin.",
        _ => "Nobody may call this route.",
    };

    private static bool WorksFor(Caller caller, RouteValueDictionary routeValues) =>
        caller.Label is { } own && routeValues.TryGetValue(LabelValue, out var label) && label is string asked && string.Equals(own, asked, StringComparison.Ordinal);
}
