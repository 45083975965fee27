using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Spotify.Core.Accounts;
using Spotify.Functions.Platform.Auth;

namespace Spotify.Functions.Accounts;

/// <summary>Tells forms that this service has shown to this browser from forms of anybody else: each carries a code that fits the browser's own cookies alone.</summary>
public sealed class AntiForgery(Cookies cookies, KeyEncryption encryption)
{
    /// <summary>The form's field.</summary>
    internal const string Field = "csrf";

    private readonly byte[] _key = encryption.Derive("anti-forgery");

    /// <summary>The code for a form that is shown now; the browser is marked where it is not yet.</summary>
    internal string Issue(HttpContext context)
    {
        var visitor = cookies.ReadVisitor(context.Request);
        if (visitor is null)
        {
            visitor = Secret.Create();
            cookies.SetVisitor(context.Response, visitor);
        }

        return CodeOf(visitor, cookies.ReadSession(context.Request));
    }

    /// <summary>Whether a form that came back is one of ours for this browser.</summary>
    internal bool IsOurs(HttpRequest request, string? code) =>
        code is not null && cookies.ReadVisitor(request) is { } visitor
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(code), Encoding.UTF8.GetBytes(CodeOf(visitor, cookies.ReadSession(request))));

    private string CodeOf(string visitor, string? session) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{visitor}\n{session}")));
}
