using Microsoft.AspNetCore.Http;

namespace Spotify.Functions.Accounts;

/// <summary>
/// The cookies of the sign-in pages: no script reads them, no other site's form sends them. Off loopback they are <c>__Host-</c> cookies, which only this very host can set,
/// over encryption.
/// </summary>
public sealed class Cookies(OwnAuthority authority)
{
    private string Session => Name("spotify-session");

    private string Visitor => Name("spotify-visitor");

    /// <summary>The session as the browser names it; null where it names none.</summary>
    internal string? ReadSession(HttpRequest request) => Read(request, Session);

    /// <summary>The mark of the browser, signed in or not; null where it has none.</summary>
    internal string? ReadVisitor(HttpRequest request) => Read(request, Visitor);

    /// <summary>Signs the browser in.</summary>
    internal void SetSession(HttpResponse response, string value, TimeSpan lifetime) => response.Cookies.Append(Session, value, Options(lifetime));

    /// <summary>Marks the browser, until it is closed.</summary>
    internal void SetVisitor(HttpResponse response, string value) => response.Cookies.Append(Visitor, value, Options(null));

    /// <summary>Signs the browser out.</summary>
    internal void Clear(HttpResponse response)
    {
        response.Cookies.Delete(Session, Options(null));
        response.Cookies.Delete(Visitor, Options(null));
    }

    private string Name(string name) => authority.IsLoopback ? name : "__Host-" + name;

    private static string? Read(HttpRequest request, string name) => request.Cookies.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    // Lax: the session must come with the navigation from an app's page to /authorize.
    private CookieOptions Options(TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        Secure = !authority.IsLoopback,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        MaxAge = lifetime,
        IsEssential = true,
    };
}
