using System.Text.Json;
using Spotify.Functions.Platform.Health;

namespace Spotify.Functions.Platform.Documents;

/// <summary>The store answers a point read.</summary>
internal sealed class DocumentsReadiness(IDocumentStore store) : IReadinessCheck
{
    /// <inheritdoc/>
    public string Name => "documents";

    /// <inheritdoc/>
    public async Task CheckAsync(CancellationToken cancellationToken) =>
        _ = await store.ReadAsync<JsonElement>(DocumentContainer.System, "readiness", "none", cancellationToken);
}
