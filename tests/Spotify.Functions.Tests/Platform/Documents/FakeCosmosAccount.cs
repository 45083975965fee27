using System.Net;
using System.Text;

namespace Spotify.Functions.Tests.Platform.Documents;

/// <summary>A Cosmos DB account that knows its own metadata (address, containers, key ranges) and gives every request for documents the test's answer.</summary>
internal sealed class FakeCosmosAccount(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
{
    private readonly Lock _lock = new();
    private readonly List<Request> _requests = [];

    /// <summary>The requests for documents so far.</summary>
    public IReadOnlyList<Request> Requests
    {
        get
        {
            lock (_lock)
                return [.. _requests];
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath.TrimEnd('/');
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var metadata = parts switch
        {
            [] => """
                {"id":"fake","_rid":"fake","writableLocations":[{"name":"here","databaseAccountEndpoint":"https://127.0.0.1:1/"}],
                 "readableLocations":[{"name":"here","databaseAccountEndpoint":"https://127.0.0.1:1/"}],"enableMultipleWriteLocations":false,
                 "userConsistencyPolicy":{"defaultConsistencyLevel":"Strong"}}
                """,
            ["dbs", _, "colls", var name] => $$"""
                {"id":"{{name}}","_rid":"AAAAAIAAAAA=","_self":"dbs/AAAAAA==/colls/AAAAAIAAAAA=/","partitionKey":{{KeyOf(name)}} }
                """,
            ["dbs", _, "colls", _, "pkranges"] => """
                {"_rid":"AAAAAIAAAAA=","_count":1,"PartitionKeyRanges":[{"id":"0","_rid":"AAAAAIAAAAACAAAAAAAAUA==","minInclusive":"","maxExclusive":"FF","status":"online","parents":[]}]}
                """,
            _ => null,
        };
        if (metadata is not null)
        {
            var notModified = parts.Length == 5 && request.Headers.IfNoneMatch.Count > 0;
            var response = new HttpResponseMessage(notModified ? HttpStatusCode.NotModified : HttpStatusCode.OK) { RequestMessage = request };
            response.Content = new StringContent(metadata, Encoding.UTF8, "application/json");
            response.Headers.TryAddWithoutValidation("etag", "\"1\"");
            return response;
        }

        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        lock (_lock)
        {
            _requests.Add(new Request(
                $"{request.Method} {path}",
                request.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase),
                Encoding.UTF8.GetString(body)));
        }

        var result = answer(request);
        result.RequestMessage = request;
        return result;
    }

    private static string KeyOf(string container) => container == "plays"
        ? """{"paths":["/userId","/month"],"kind":"MultiHash","version":2}"""
        : """{"paths":["/userId"],"kind":"Hash","version":2}""";

    /// <summary>A request as it was sent.</summary>
    internal sealed record Request(string Path, IReadOnlyDictionary<string, string> Headers, string Body)
    {
        public string? Header(string name) => Headers.GetValueOrDefault(name);
    }
}
