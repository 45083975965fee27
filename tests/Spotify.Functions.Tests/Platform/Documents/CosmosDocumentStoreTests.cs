using Spotify.Functions.Platform.Documents;
using Spotify.TestSupport;

namespace Spotify.Functions.Tests.Platform.Documents;

[CosmosAdapter]
public sealed class CosmosDocumentStoreTests : DocumentStoreContract
{
    // npm's server reads its whole container for every query.
    protected override int LargePartition => CosmosEndpoint.IsOfficial ? 10_000 : TestScale.Of(500, 10_000);

    public override Task DisposeAsync() => Task.CompletedTask;

    protected override async Task<IDocumentStore> OpenAsync() => await CosmosEndpoint.StoreAsync();

    // Only the official endpoint keeps time, and nothing but time itself moves its clock.
    protected override Task PassAsync(TimeSpan time) => Task.Delay(time);

    protected override Task AddManyAsync(PartitionKeyValue partition, string[] ids) =>
        CosmosEndpoint.IsOfficial ? base.AddManyAsync(partition, ids) : AddAsync(partition, ids);

    private sealed class CosmosAdapterAttribute : AdapterAttribute
    {
        public override string? ReasonToSkip(Capability needs)
        {
            if (CosmosEndpoint.WhyNone is { } reason)
                return reason;
            if (CosmosEndpoint.IsOfficial)
                return null;
            if (needs.HasFlag(Capability.Batches))
                return "npm's Cosmos DB server has no transactional batch (CosmosWireTests has them); set COSMOS_ENDPOINT to run this";
            return needs.HasFlag(Capability.TimeToLive) ? "npm's Cosmos DB server ignores the time to live; set COSMOS_ENDPOINT to run this" : null;
        }
    }
}
