using Microsoft.AspNetCore.Http;
using Spotify.Functions.Platform.Auth;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Platform.Audit;

/// <summary>Which requests are written down, and what of them.</summary>
internal static class AuditRules
{
    private const int LongestValue = 200;

    // What names a person or opens something: that it was given is written down, not what.
    private static readonly string[] Withheld = [IAddressTokens.Parameter, "email"];

    /// <summary>Whether a request is: an operator's that may change something, on whatever route, and one that reads what a route says is to be accounted for.</summary>
    public static bool IsRecorded(FunctionRoute route, string method, Caller? caller) =>
        caller is { IsAdmin: true } && (route.IsAudited || !(HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method)));

    /// <summary>The values in route and query. Bodies are never looked at: passwords, secrets and contracts are in them.</summary>
    public static IReadOnlyDictionary<string, string> TargetOf(HttpRequest request)
    {
        var target = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in request.Query)
        {
            if (target.Count < 20)
                target[Cut(name)] = Withheld.Contains(name, StringComparer.OrdinalIgnoreCase) ? "withheld" : Cut(values.ToString());
        }

        foreach (var (name, value) in request.RouteValues)
            target[name] = Cut(value?.ToString() ?? "");
        return target;
    }

    private static string Cut(string text) => text.Length <= LongestValue ? text : text[..LongestValue];
}
