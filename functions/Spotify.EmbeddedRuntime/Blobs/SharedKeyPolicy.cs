using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Spotify.EmbeddedRuntime.Blobs;

/// <summary>Signs each try of a request with the account's key: "Authorize with Shared Key" of the storage services' REST reference.</summary>
internal sealed class SharedKeyPolicy(StorageAccount account, TimeProvider time) : HttpPipelineSynchronousPolicy
{
    private static readonly string[] SignedHeaders =
    [
        "Content-Encoding", "Content-Language", "Content-Length", "Content-MD5", "Content-Type", "Date", "If-Modified-Since", "If-Match", "If-None-Match",
        "If-Unmodified-Since", "Range",
    ];

    public override void OnSendingRequest(HttpMessage message)
    {
        var request = message.Request;
        request.Headers.SetValue("x-ms-date", time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture));
        if (account.Key is not { } key)
            return;
        if (request.Content is not null && request.Content.TryComputeLength(out var length))
            request.Headers.SetValue("Content-Length", length.ToString(CultureInfo.InvariantCulture));
        var signature = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(TextToSign(request))));
        request.Headers.SetValue("Authorization", $"SharedKey {account.Name}:{signature}");
    }

    private string TextToSign(Request request)
    {
        var text = new StringBuilder(request.Method.Method).Append('\n');
        foreach (var name in SignedHeaders)
        {
            // An empty body is signed as no length at all.
            var value = request.Headers.TryGetValue(name, out var found) && !(name == "Content-Length" && found == "0") ? found : "";
            text.Append(value).Append('\n');
        }

        var own = request.Headers.Where(header => header.Name.StartsWith("x-ms-", StringComparison.OrdinalIgnoreCase));
#pragma warning disable CA1308 // The reference asks for lower case.
        foreach (var header in own.Select(header => (Name: header.Name.ToLowerInvariant(), header.Value)).OrderBy(header => header.Name, StringComparer.Ordinal))
            text.Append(header.Name).Append(':').Append(header.Value).Append('\n');
#pragma warning restore CA1308
        return text.Append('/').Append(account.Name).Append(request.Uri.ToUri().AbsolutePath).ToString();
    }
}
