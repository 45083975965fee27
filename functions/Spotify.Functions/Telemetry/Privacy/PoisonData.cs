using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Privacy;

namespace Spotify.Functions.Telemetry.Privacy;

/// <summary>
/// Parked events of a listener, whole as they came. Where it could not be read whose an event is, it is the listener's whose id stands in its bytes: rather one too many
/// that nobody can read is removed than one of his stays.
/// </summary>
internal sealed class PoisonData(IDocumentStore documents) : IPersonalData
{
    // Bodies of up to a megabyte.
    private const int Page = 10;

    /// <inheritdoc/>
    public string Name => "poison-events";

    /// <inheritdoc/>
    public IReadOnlyList<string> Places { get; } = [PersonalPlace.Documents(DocumentContainer.System, PoisonDocument.Kind)];

    /// <inheritdoc/>
    public async IAsyncEnumerable<PersonalRecord> ExportAsync(string userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (id, parked) in FindAsync(userId, cancellationToken))
            yield return new PersonalRecord("poison_event", id, JsonSerializer.SerializeToElement(parked, ApiJson.Options));
    }

    /// <inheritdoc/>
    public async Task<int> EraseAsync(string userId, CancellationToken cancellationToken)
    {
        var removed = 0;
        await foreach (var (id, _) in FindAsync(userId, cancellationToken))
        {
            if ((await documents.WriteAsync(DocumentContainer.System, PoisonDocument.Kind, DocumentOperation.Delete(id), cancellationToken)).IsWritten)
                removed++;
        }

        return removed;
    }

    private async IAsyncEnumerable<(string Id, PoisonDocument Parked)> FindAsync(string userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var name = Encoding.UTF8.GetBytes(userId);
        var parked = documents.ReadAllAsync<PoisonDocument>(DocumentContainer.System, PoisonDocument.Kind, default, Page, cancellationToken);
        await foreach (var (id, document) in parked)
        {
            if (document.UserId is { } owner ? owner == userId : document.Body.AsSpan().IndexOf(name) >= 0)
                yield return (id, document);
        }
    }
}
