using System.Runtime.CompilerServices;
using System.Text.Json;
using Spotify.Core;
using Spotify.Core.Subscriptions;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Privacy;
using Spotify.Functions.Subscriptions.Countries;

namespace Spotify.Functions.Subscriptions.Abuse;

/// <summary>What was seen of accounts, and which of them operators should look at. It judges and shows; it locks nobody out.</summary>
internal sealed class SuspectBook(IDocumentStore documents, CountryReview countries, TimeProvider time) : IPersonalData
{
    private const int MaxRounds = 5;
    private const int Page = 500;

    /// <inheritdoc/>
    public string Name => SuspectDocument.Kind;

    /// <inheritdoc/>
    public IReadOnlyList<string> Places { get; } = [PersonalPlace.Documents(DocumentContainer.System, SuspectDocument.Kind)];

    /// <summary>Adds to what was seen of an account, weighs its countries, and judges it.</summary>
    /// <param name="userId">The account.</param>
    /// <param name="add">Adds; called again when another instance was first.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<Suspicion> NoteAsync(string userId, Func<AccountSightings, AccountSightings> add, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var stored = await documents.ReadAsync<SightingDocument>(DocumentContainer.Users, userId, SightingDocument.Id, cancellationToken);
            var before = stored?.Value ?? new SightingDocument();
            var seen = add(before.Seen);
            var decision = await countries.ReviewAsync(userId, seen, cancellationToken);
            var now = time.GetUtcNow();
            var suspicion = Suspicion.Judge(seen, decision, now);
            var suspect = suspicion.Score >= Suspicion.Noted ? SuspectDocument.IdOf(userId, suspicion.Score) : null;
            // Shown before it is noted that it is: what is shown twice is found by its user, what is noted and not shown by nobody.
            if (suspect is not null)
                await ShowAsync(suspect, new SuspectDocument { User = userId, Score = suspicion.Score, Findings = suspicion.Findings, SeenAt = now }, cancellationToken);
            var after = before with { Seen = seen, Suspect = suspect };
            var write = stored is null
                ? DocumentOperation.Create(SightingDocument.Id, after, AccountSightings.Remembered)
                : DocumentOperation.Replace(SightingDocument.Id, after, stored.ETag, AccountSightings.Remembered);
            if (!(await documents.WriteAsync(DocumentContainer.Users, userId, write, cancellationToken)).IsWritten)
                continue;
            if (before.Suspect is { } old && old != suspect)
                await documents.WriteAsync(DocumentContainer.System, SuspectDocument.Kind, DocumentOperation.Delete(old), cancellationToken);
            return suspicion;
        }

        throw new TransientException("Others kept writing to the sightings of the account first.");
    }

    /// <summary>A page of suspected accounts, the most suspected first.</summary>
    /// <exception cref="ArgumentException">The continuation is none of ours.</exception>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public ValueTask<DocumentPage<SuspectDocument>> ListAsync(int limit, string? after, CancellationToken cancellationToken) =>
        documents.RangeAsync<SuspectDocument>(DocumentContainer.System, SuspectDocument.Kind, default, limit, after, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<PersonalRecord> ExportAsync(string userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (id, suspect) in OfAsync(userId, cancellationToken))
            yield return new PersonalRecord("suspicious_account", id, JsonSerializer.SerializeToElement(suspect, ApiJson.Options));
    }

    /// <inheritdoc/>
    public async Task<int> EraseAsync(string userId, CancellationToken cancellationToken)
    {
        var removed = 0;
        await foreach (var (id, _) in OfAsync(userId, cancellationToken))
            removed += (await documents.WriteAsync(DocumentContainer.System, SuspectDocument.Kind, DocumentOperation.Delete(id), cancellationToken)).IsWritten ? 1 : 0;
        return removed;
    }

    private async Task ShowAsync(string id, SuspectDocument suspect, CancellationToken cancellationToken) =>
        await documents.WriteAsync(DocumentContainer.System, SuspectDocument.Kind, DocumentOperation.Upsert(id, suspect, SuspectDocument.TimeToLive), cancellationToken);

    private async IAsyncEnumerable<(string Id, SuspectDocument Suspect)> OfAsync(string userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var one in documents.ReadAllAsync<SuspectDocument>(DocumentContainer.System, SuspectDocument.Kind, default, Page, cancellationToken))
        {
            if (one.Value.User == userId)
                yield return one;
        }
    }
}
