using Spotify.Core;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry;

/// <summary>
/// The accounting periods (UTC months, <c>yyyy-MM</c>) and whether they may still change. Who writes plays reads the states once, before it decides anything, and is done or
/// gives up within <see cref="PatienceOfWriters"/>; who closes waits for <see cref="Settling"/> after <see cref="BeginClosingAsync(string, int, string?, CancellationToken)"/>, and reads then: nothing that was decided while the
/// period was open is still on its way.
/// </summary>
internal sealed class Periods(IDocumentStore documents, TimeProvider time)
{
    /// <summary>The longest that a batch of plays may be under way by the states that it read at its beginning.</summary>
    public static readonly TimeSpan PatienceOfWriters = TimeSpan.FromMinutes(5);

    /// <summary>Since the beginning of a closing: after this nobody writes to the period any more by what he read before. Two minutes more, for clocks that differ.</summary>
    public static readonly TimeSpan WritersGone = PatienceOfWriters + TimeSpan.FromMinutes(2);

    /// <summary>How long the closing waits before it reads the period's plays.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromMinutes(10);

    private const int MaxRounds = 10;

    /// <summary>The states of all periods that are not open.</summary>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async ValueTask<IReadOnlyDictionary<string, PeriodState>> ReadAsync(CancellationToken cancellationToken)
    {
        var states = new Dictionary<string, PeriodState>(StringComparer.Ordinal);
        string? continuation = null;
        do
        {
            var page = await documents.RangeAsync<PeriodDocument>(
                DocumentContainer.System, PeriodDocument.Kind, default, DocumentRules.MaxReads, continuation, cancellationToken);
            foreach (var (id, document) in page.Documents)
                states[id] = new PeriodState(document.Value.State, document.Value.ClosingAt, document.Value.ClosedAt, document.Value.ClosedBy);
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return states;
    }

    /// <summary>Begins to close a period as the schedule does; safe to repeat.</summary>
    /// <param name="period">The period, <c>yyyy-MM</c>. That the month is over is the caller's to know.</param>
    /// <param name="shards">Into how many shards the period's plays are cut, from 1; what was said first holds.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    public Task<PeriodDocument> BeginClosingAsync(string period, int shards, CancellationToken cancellationToken) =>
        BeginClosingAsync(period, shards, by: null, cancellationToken);

    /// <summary>Begins to close a period; safe to repeat.</summary>
    /// <param name="period">The period, <c>yyyy-MM</c>. That the month is over is the caller's to know.</param>
    /// <param name="shards">Into how many shards the period's plays are cut, from 1; what was said first holds.</param>
    /// <param name="by">Who closes it; null for the schedule. What was said first holds.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <returns>The closing as it is stored: the one that was begun before, where there is one.</returns>
    /// <exception cref="ArgumentException">The text is no period.</exception>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<PeriodDocument> BeginClosingAsync(string period, int shards, string? by, CancellationToken cancellationToken)
    {
        Check(period);
        ArgumentOutOfRangeException.ThrowIfLessThan(shards, 1);
        var closing = new PeriodDocument { State = PeriodStage.Closing, ClosingAt = time.GetUtcNow(), Shards = shards, ClosedBy = by };
        for (var round = 0; round < MaxRounds; round++)
        {
            if (await FindAsync(period, cancellationToken) is { } stored)
                return stored.Value;
            if ((await documents.WriteAsync(DocumentContainer.System, PeriodDocument.Kind, DocumentOperation.Create(period, closing), cancellationToken)).IsWritten)
                return closing;
        }

        throw new TransientException($"Period {period} can neither be read nor written.");
    }

    /// <summary>Closes a period for good; safe to repeat.</summary>
    /// <param name="period">A period whose closing was begun.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <exception cref="InvalidOperationException">Its closing was not begun.</exception>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task MarkClosedAsync(string period, CancellationToken cancellationToken)
    {
        Check(period);
        for (var round = 0; round < MaxRounds; round++)
        {
            var stored = await FindAsync(period, cancellationToken) ?? throw new InvalidOperationException($"The closing of period {period} was not begun.");
            if (stored.Value.State == PeriodStage.Closed)
                return;
            var closed = stored.Value with { State = PeriodStage.Closed, ClosedAt = time.GetUtcNow() };
            if ((await documents.WriteAsync(
                DocumentContainer.System, PeriodDocument.Kind, DocumentOperation.Replace(period, closed, stored.ETag), cancellationToken)).IsWritten)
                return;
        }

        throw new TransientException($"Others kept writing period {period} first.");
    }

    /// <summary>The first period from this one on that is open.</summary>
    public static string FirstOpen(IReadOnlyDictionary<string, PeriodState> states, string period)
    {
        while (states.ContainsKey(period))
            period = AccountingPeriod.Next(period);
        return period;
    }

    private static void Check(string period) => AccountingPeriod.StartOf(period);

    private ValueTask<StoredDocument<PeriodDocument>?> FindAsync(string period, CancellationToken cancellationToken) =>
        documents.ReadAsync<PeriodDocument>(DocumentContainer.System, PeriodDocument.Kind, period, cancellationToken);
}
