using System.Diagnostics;
using System.Net;
using System.Text;
using Spotify.Cli.Local;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Tests.Platform.Documents;

/// <summary>
/// The Cosmos DB that the tests talk to: the one in <c>COSMOS_ENDPOINT</c> (with <c>COSMOS_KEY</c>), an account or the official emulator, and otherwise
/// npm's imitation of it, started here once for all tests.
/// </summary>
internal static class CosmosEndpoint
{
    private static readonly Lazy<Task<CosmosDocumentStore>> Shared = new(OpenAsync);
    private static readonly string? Official = Environment.GetEnvironmentVariable("COSMOS_ENDPOINT");

    /// <summary>Whether it is the real thing, which can do everything.</summary>
    public static bool IsOfficial => !string.IsNullOrEmpty(Official);

    /// <summary>Why there is no endpoint; null where there is one.</summary>
    public static string? WhyNone { get; } = IsOfficial || HasNode() ? null : "needs Node.js, for npm's Cosmos DB server, or COSMOS_ENDPOINT";

    public static Task<CosmosDocumentStore> StoreAsync() => Shared.Value;

    private static async Task<CosmosDocumentStore> OpenAsync()
    {
        // Without this the client asks Azure's metadata address for its place, and waits for an answer that does not come.
        Environment.SetEnvironmentVariable("COSMOS_DISABLE_IMDS_ACCESS", "true");
        var options = IsOfficial
            ? new CosmosOptions { ConnectionString = $"AccountEndpoint={Official};AccountKey={Environment.GetEnvironmentVariable("COSMOS_KEY")}", Database = "spotify-contract" }
            : new CosmosOptions { ConnectionString = await StartImitationAsync(), HierarchicalKeys = false };
        var client = CosmosConnection.Open(options, client =>
        {
            if (options.Endpoint!.IsLoopback)
                client.HttpClientFactory = NewHttpClient;
        });
        await CosmosConnection.EnsureContainersAsync(client, options, DocumentContainer.All, CancellationToken.None);
        return new CosmosDocumentStore(client, options);
    }

    // Certificates on loopback are self-made; everywhere else the client checks them.
    private static HttpClient NewHttpClient()
    {
        var sockets = new SocketsHttpHandler { MaxConnectionsPerServer = 50 };
#pragma warning disable CA5359 // Loopback only, in tests only.
        sockets.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        return new HttpClient(IsOfficial ? sockets : new ImitationRepairs { InnerHandler = sockets });
    }

    private static async Task<string> StartImitationAsync()
    {
        var folder = Path.Combine(Repository.Root, "tests", "clients");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "@vercel", "cosmosdb-server")))
            throw new InvalidOperationException("npm's Cosmos DB server is not installed: run 'npm ci' in tests/clients, or the tests by ./dev test, which does it.");
        // The server watches for the end of this process by itself: a kill on the way out is a race with the test runner's own end.
        var start = new ProcessStartInfo("node", [Path.Combine(folder, "cosmos-server.js"), $"{Environment.ProcessId}"]) { RedirectStandardOutput = true };
        using var server = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var port = await server.StandardOutput.ReadLineAsync(limit.Token)
            ?? throw new InvalidOperationException("npm's Cosmos DB server ended before it listened; its reason is above.");
        return $"AccountEndpoint=https://127.0.0.1:{port}/;AccountKey={Convert.ToBase64String("any key will do"u8)}";
    }

    private static bool HasNode() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "node")));

    /// <summary>
    /// Mends what npm's server cannot. Above all how a query is to be run: one range, nothing to merge, the query as it is: right for queries within one
    /// partition, which are all that the store makes.
    /// </summary>
    private sealed class ImitationRepairs : DelegatingHandler
    {
        private const string Plan = """
            {"partitionedQueryExecutionInfoVersion":2,
             "queryInfo":{"distinctType":"None","top":null,"offset":null,"limit":null,"orderBy":[],"orderByExpressions":[],"groupByExpressions":[],
               "groupByAliases":[],"aggregates":[],"groupByAliasToAggregateType":{},"rewrittenQuery":"","hasSelectValue":false},
             "queryRanges":[{"min":"","max":"FF","isMinInclusive":true,"isMaxInclusive":false}]}
            """;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Headers.Contains("x-ms-cosmos-is-query-plan-request"))
                return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { RequestMessage = request, Content = new StringContent(Plan, Encoding.UTF8, "application/json") });
            // A point read of what is not there is a 500 in that server, but for this header, which makes it skip the check that fails.
            if (request.Method == HttpMethod.Get && request.RequestUri!.AbsolutePath.Contains("/docs/", StringComparison.Ordinal))
                request.Headers.TryAddWithoutValidation("x-ms-documentdb-query-enablecrosspartition", "True");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
