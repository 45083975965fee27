using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Spotify.Functions.Platform.Http;

/// <summary>An answer that was made once and is the same for everybody: sent with its version, and not sent again to who has it.</summary>
internal sealed class StoredAnswer : IResult
{
    private readonly byte[] _body;
    private readonly string _contentType;
    private readonly string? _contentSecurityPolicy;

    /// <summary>Keeps an answer.</summary>
    /// <param name="body">The body.</param>
    /// <param name="contentType">Its type.</param>
    /// <param name="contentSecurityPolicy">What a browser may load for it; nothing by default.</param>
    public StoredAnswer(byte[] body, string contentType, string? contentSecurityPolicy = null)
    {
        (_body, _contentType, _contentSecurityPolicy) = (body, contentType, contentSecurityPolicy);
        ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 12))}\"";
    }

    /// <summary>Its version.</summary>
    public string ETag { get; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers.ETag = ETag;
        response.Headers.CacheControl = "public, max-age=300";
        if (_contentSecurityPolicy is not null)
            response.Headers.ContentSecurityPolicy = _contentSecurityPolicy;
        if (httpContext.Request.GetTypedHeaders().IfNoneMatch.Any(asked => asked.Tag == "*" || asked.Tag == ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = _contentType;
        response.ContentLength = _body.Length;
        await response.Body.WriteAsync(_body, httpContext.RequestAborted);
    }
}
