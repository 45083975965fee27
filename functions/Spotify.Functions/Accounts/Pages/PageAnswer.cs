using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Accounts.Pages;

/// <summary>
/// A page of ours: no script, nothing from elsewhere, one style sheet that is in the page itself and named by its hash, forms that end where the page says, in no frame, in
/// no cache.
/// </summary>
/// <param name="title">Its title.</param>
/// <param name="body">What is on it.</param>
/// <param name="status">The HTTP status.</param>
/// <param name="formTargets">Where its forms may end beside this service, as a content security policy names it.</param>
internal sealed class PageAnswer(string title, Html body, int status = StatusCodes.Status200OK, string? formTargets = null) : IResult, IStatusCodeHttpResult
{
    private const string Style =
        "body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f4f4f5;color:#18181b}main{max-width:26rem;margin:3rem auto;padding:2rem;background:#fff;border-radius:.5rem}"
        + "h1{font-size:1.4rem;margin:0 0 1rem}label{display:block;margin:.8rem 0 .2rem}input,select{width:100%;box-sizing:border-box;padding:.5rem;font:inherit}"
        + "input[type=checkbox]{width:auto}button{margin-top:1.2rem;padding:.6rem 1.2rem;font:inherit;border:0;border-radius:2rem;background:#146c2e;color:#fff}"
        + "button.other{background:#52525b}.fault{color:#b91c1c}.small{font-size:.9rem;color:#52525b}";

    // The hash says more than a nonce: this sheet, and none that somebody smuggles in.
    private static readonly string StyleSource = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'";

    /// <inheritdoc/>
    public int? StatusCode => status;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Response.Headers;
        headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src {StyleSource}; form-action 'self'{(formTargets is null ? "" : " " + formTargets)}; base-uri 'none'; frame-ancestors 'none'";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers.XFrameOptions = "DENY";
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = "text/html; charset=utf-8";
        var page = Html.Of($"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title><style>{new Html(Style)}</style></head>
            <body><main><h1>{title}</h1>{body}</main></body></html>
            """);
        return httpContext.Response.WriteAsync(page.Markup, httpContext.RequestAborted);
    }
}
