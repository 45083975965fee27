using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Spotify.Core.Subscriptions;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Privacy;

namespace Spotify.Functions.Billing;

/// <summary>
/// Events that wait for an operator. They hold what a person paid, so a person's own go with him when he is erased; where it could not be read whose an event is, it is his whose id
/// stands in its bytes.
/// </summary>
internal sealed class ParkedEvents(IDocumentStore documents, TimeProvider time) : IPersonalData
{
    // Bodies of up to 16 KB.
    private const int Page = 50;

    /// <inheritdoc/>
    public string Name => ParkedEvent.Kind;

    /// <inheritdoc/>
    public IReadOnlyList<string> Places { get; } = [PersonalPlace.Documents(DocumentContainer.System, ParkedEvent.Kind)];

    /// <summary>The id that an event is parked under: a body that contradicts an earlier one has an id of its own.</summary>
    public static string IdOf(BillingReading reading, BillingFault reason) =>
        BillingRecord.IdOf(reading.Id!) + (reason == BillingFault.OtherBody ? "-" + reading.Hash[..12] : "");

    /// <summary>Keeps an event; safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task KeepAsync(BillingReading reading, ReadOnlyMemory<byte> body, BillingFault reason, string detail, CancellationToken cancellationToken)
    {
        var parked = new ParkedEvent { Event = reading.Id!, Reason = reason, Detail = detail, User = reading.User, Body = body.ToArray(), ParkedAt = time.GetUtcNow() };
        await documents.WriteAsync(DocumentContainer.System, ParkedEvent.Kind, DocumentOperation.Upsert(IdOf(reading, reason), parked), cancellationToken);
    }

    /// <summary>A parked event; null where there is none.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async ValueTask<ParkedEvent?> FindAsync(string id, CancellationToken cancellationToken) =>
        DocumentRules.IsValidId(id) ? (await documents.ReadAsync<ParkedEvent>(DocumentContainer.System, ParkedEvent.Kind, id, cancellationToken))?.Value : null;

    /// <summary>A page of them, by id.</summary>
    /// <exception cref="ArgumentException">The continuation is none of ours.</exception>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public ValueTask<DocumentPage<ParkedEvent>> ListAsync(int limit, string? after, CancellationToken cancellationToken) =>
        documents.RangeAsync<ParkedEvent>(DocumentContainer.System, ParkedEvent.Kind, default, limit, after, cancellationToken);

    /// <summary>Removes one.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<bool> RemoveAsync(string id, CancellationToken cancellationToken) =>
        (await documents.WriteAsync(DocumentContainer.System, ParkedEvent.Kind, DocumentOperation.Delete(id), cancellationToken)).IsWritten;

    /// <inheritdoc/>
    public async IAsyncEnumerable<PersonalRecord> ExportAsync(string userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (id, parked) in OfAsync(userId, cancellationToken))
            yield return new PersonalRecord("billing_parked", id, JsonSerializer.SerializeToElement(parked, ApiJson.Options));
    }

    /// <inheritdoc/>
    public async Task<int> EraseAsync(string userId, CancellationToken cancellationToken)
    {
        var removed = 0;
        await foreach (var (id, _) in OfAsync(userId, cancellationToken))
            removed += await RemoveAsync(id, cancellationToken) ? 1 : 0;
        return removed;
    }

    private async IAsyncEnumerable<(string Id, ParkedEvent Parked)> OfAsync(string userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var name = Encoding.UTF8.GetBytes(userId);
        await foreach (var (id, parked) in documents.ReadAllAsync<ParkedEvent>(DocumentContainer.System, ParkedEvent.Kind, default, Page, cancellationToken))
        {
            if (parked.User is { } owner ? owner == userId : parked.Body.AsSpan().IndexOf(name) >= 0)
                yield return (id, parked);
        }
    }
}
