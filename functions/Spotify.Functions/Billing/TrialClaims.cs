using Spotify.Core;
using Spotify.Core.Catalog;
using Spotify.Core.Subscriptions;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Billing;

/// <summary>One trial for a payment instrument, whatever accounts it pays for. Only a hash of the instrument is kept.</summary>
internal sealed class TrialClaims(IDocumentStore documents)
{
    /// <summary>Claims the instrument of a trial; safe to repeat for the same event.</summary>
    /// <returns>Whether the trial is refused, because another event had the instrument before.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<bool> IsRefusedAsync(BillingEvent happened, CancellationToken cancellationToken)
    {
        if (happened is not { Type: BillingEventType.PlanStarted, Product: Core.Playback.Tier.Trial, Instrument: { Length: > 0 } instrument })
            return false;
        var id = SpotifyId.Derive("trial-instrument", instrument);
        var partition = TrialClaim.PartitionOf(id);
        var claim = DocumentOperation.Create(id, new TrialClaim { Event = happened.Id });
        if ((await documents.WriteAsync(DocumentContainer.System, partition, claim, cancellationToken)).IsWritten)
            return false;
        var first = await documents.ReadAsync<TrialClaim>(DocumentContainer.System, partition, id, cancellationToken)
            ?? throw new TransientException("The claim of a payment instrument was there and cannot be read.");
        return first.Value.Event != happened.Id;
    }
}
