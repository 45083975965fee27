using Azure;
using Azure.Search.Documents.Indexes;
using Microsoft.Extensions.Logging.Abstractions;
using Spotify.Functions.Platform.Search;
using Spotify.Functions.Tests.Platform.Documents;

namespace Spotify.Functions.Tests.Platform.Search;

/// <summary>
/// The contract on AI Search itself: a service of its own for tests, in <c>SEARCH_ENDPOINT</c> and <c>SEARCH_KEY</c>, whose indexes <c>catalog-1</c> and <c>catalog-2</c> are removed. Without one these are skipped;
/// what goes over the wire is in <see cref="AzureSearchWireTests"/>.
/// </summary>
[AzureAdapter]
public sealed class AzureSearchIndexTests : SearchIndexContract
{
    private static readonly string? Endpoint = Environment.GetEnvironmentVariable("SEARCH_ENDPOINT");

    private protected override ISearchIndex Search { get; } = new AzureSearchIndex(
        new SearchIndexClient(new Uri(Endpoint ?? "https://nobody.search.invalid"), new AzureKeyCredential(Environment.GetEnvironmentVariable("SEARCH_KEY") ?? "none")),
        TimeProvider.System,
        NullLogger<AzureSearchIndex>.Instance);

    public override async Task DisposeAsync()
    {
        await Search.DropAsync(Index);
        await Search.DropAsync("catalog-2");
    }

    // The service says nothing of when it is done; nothing but time itself moves its clock.
    protected override Task SettleAsync() => Task.Delay(TimeSpan.FromSeconds(3));

    private sealed class AzureAdapterAttribute : AdapterAttribute
    {
        public override string? ReasonToSkip(Capability needs) =>
            string.IsNullOrEmpty(Endpoint) ? "needs an AI Search service: set SEARCH_ENDPOINT and SEARCH_KEY (AzureSearchWireTests cover what goes over the wire)" : null;
    }
}
