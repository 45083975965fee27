using Spotify.Core;
using Spotify.Core.Telemetry.Artificial;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry.Artificial;

/// <summary>How an operator's word on a case was taken.</summary>
internal enum DecisionOutcome
{
    /// <summary>Done.</summary>
    Done = 0,

    /// <summary>There is no such case.</summary>
    Unknown = 1,
}

/// <summary>The cases: found by a review, listed and judged by operators.</summary>
public sealed class ReviewCases
{
    /// <summary>Plays of one case: beyond what a person plays in a day, and far below the size of a document.</summary>
    public const int MostPlays = 2_000;

    private const int MaxRounds = 20;
    private readonly IDocumentStore _documents;
    private readonly PlayExclusions _exclusions;
    private readonly TimeProvider _time;

    internal ReviewCases(IDocumentStore documents, PlayExclusions exclusions, TimeProvider time) => (_documents, _exclusions, _time) = (documents, exclusions, time);

    /// <summary>Stores what was found and takes the plays out; safe to repeat. Cases that an operator has restored stay restored.</summary>
    /// <returns>How many cases, and how many plays are out now.</returns>
    /// <exception cref="TransientException">The store is in trouble; repeat it.</exception>
    internal async Task<ReviewFigures> ApplyAsync(DateOnly date, ListenerDay day, IReadOnlyList<Finding> findings, CancellationToken cancellationToken)
    {
        var (cases, excluded) = (0, 0);
        foreach (var finding in findings)
        {
            foreach (var chunk in finding.Plays.Chunk(MostPlays))
            {
                var plays = Array.ConvertAll(chunk, play => day.ById[play.PlayId]);
                // The case first: plays that are out have a reason that can be looked up.
                var stored = await StoreAsync(date, ArtificialCase.IdOf(finding, chunk[0].PlayId), ToCase(finding, plays), cancellationToken);
                cases++;
                if (stored.Status != CaseStatus.Restored)
                    excluded += await _exclusions.ExcludeAsync(day.Listener, Array.ConvertAll(plays, play => play.ToReference()), stored.Reason, cancellationToken);
            }
        }

        return new ReviewFigures(0, 0, cases, excluded);
    }

    /// <summary>A page of a day's cases by their ids.</summary>
    /// <exception cref="ArgumentException">The continuation is none of ours.</exception>
    internal async Task<DocumentPage<ArtificialCase>> ListAsync(DateOnly date, ArtificialReason? reason, int limit, string? after, CancellationToken cancellationToken)
    {
        var prefix = ArtificialCase.IdPrefix + (reason is { } one ? ArtificialReasons.NameOf(one) + ":" : "");
        return await _documents.RangeAsync<ArtificialCase>(DocumentContainer.Aggregates, ArtificialCase.ScopeOf(date), IdRange.Prefix(prefix), limit, after, cancellationToken);
    }

    /// <summary>Takes an operator's word; safe to repeat.</summary>
    /// <param name="date">The day.</param>
    /// <param name="id">The case.</param>
    /// <param name="status"><see cref="CaseStatus.Confirmed"/>, which also takes out again what was restored, or <see cref="CaseStatus.Restored"/>.</param>
    /// <param name="by">The operator.</param>
    /// <param name="note">Why; may be empty.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <exception cref="TransientException">The store is in trouble; repeat it.</exception>
    internal async Task<DecisionOutcome> DecideAsync(DateOnly date, string id, CaseStatus status, string by, string? note, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var stored = await _documents.ReadAsync<ArtificialCase>(DocumentContainer.Aggregates, ArtificialCase.ScopeOf(date), id, cancellationToken);
            if (stored is null || !id.StartsWith(ArtificialCase.IdPrefix, StringComparison.Ordinal))
                return DecisionOutcome.Unknown;
            var decided = stored.Value with { Status = status, ReviewedBy = by, ReviewedAt = _time.GetUtcNow(), Note = note };
            // The word first: a review that runs meanwhile must not undo what follows from it.
            var write = DocumentOperation.Replace(id, decided, stored.ETag, ArtificialCase.TimeToLive);
            if (!(await _documents.WriteAsync(DocumentContainer.Aggregates, ArtificialCase.ScopeOf(date), write, cancellationToken)).IsWritten)
                continue;
            var plays = decided.Plays.Select(play => play.ToReference()).ToList();
            if (status == CaseStatus.Restored)
                await _exclusions.RestoreAsync(decided.Listener, plays, cancellationToken);
            else
                await _exclusions.ExcludeAsync(decided.Listener, plays, decided.Reason, cancellationToken);
            return DecisionOutcome.Done;
        }

        throw new TransientException($"Others kept writing to case {id} first.");
    }

    /// <summary>Sums up for labels what is out of a day's plays, by label, track and reason; replaces what was summed up before.</summary>
    /// <exception cref="TransientException">The store is in trouble; repeat it.</exception>
    public async Task SummariseAsync(DateOnly date, CancellationToken cancellationToken)
    {
        var sums = new Dictionary<(string Label, string Track, string Reason), int>();
        string? continuation = null;
        do
        {
            var page = await ListAsync(date, null, DocumentRules.MaxReads, continuation, cancellationToken);
            foreach (var (_, one) in page.Documents)
            {
                // A restored case leaves a zero behind, so that a sum which was written before goes down.
                var counts = one.Value.Status == CaseStatus.Restored ? 0 : 1;
                foreach (var play in one.Value.Plays.Where(play => play.Label is not null))
                    sums[(play.Label!, play.Track, one.Value.Reason)] = sums.GetValueOrDefault((play.Label!, play.Track, one.Value.Reason)) + counts;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);

        var day = date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        foreach (var label in sums.GroupBy(sum => sum.Key.Label, StringComparer.Ordinal))
        {
            foreach (var chunk in label.Chunk(DocumentRules.MaxBatchOperations))
            {
                var writes = Array.ConvertAll(chunk, sum => DocumentOperation.Upsert(
                    LabelExclusion.IdOf(day, sum.Key.Track, sum.Key.Reason),
                    new LabelExclusion { Date = day, Track = sum.Key.Track, Reason = sum.Key.Reason, Plays = sum.Value },
                    ArtificialCase.TimeToLive));
                await _documents.WriteBatchAsync(DocumentContainer.Aggregates, LabelExclusion.ScopeOf(label.Key), writes, cancellationToken);
            }
        }
    }

    /// <summary>What was taken out of a label's plays.</summary>
    /// <param name="label">The label.</param>
    /// <param name="days">The days, as a prefix of <c>yyyy-MM-dd</c>.</param>
    /// <param name="limit">Rows of a page, 1 to 1,000.</param>
    /// <param name="after">The last page's token; null for the first.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="ArgumentException">The continuation is none of ours.</exception>
    internal async Task<DocumentPage<LabelExclusion>> OfLabelAsync(string label, string days, int limit, string? after, CancellationToken cancellationToken) =>
        await _documents.RangeAsync<LabelExclusion>(DocumentContainer.Aggregates, LabelExclusion.ScopeOf(label), IdRange.Prefix(days), limit, after, cancellationToken);

    private ArtificialCase ToCase(Finding finding, CasePlay[] plays) => new()
    {
        Reason = ArtificialReasons.NameOf(finding.Reason),
        Listener = finding.Listener,
        Group = finding.Group,
        Evidence = finding.Evidence,
        Plays = plays,
        Status = CaseStatus.Excluded,
        FoundAt = _time.GetUtcNow(),
    };

    /// <summary>Writes a case, with what an operator has said of it and the plays that were found before.</summary>
    private async Task<ArtificialCase> StoreAsync(DateOnly date, string id, ArtificialCase found, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var stored = await _documents.ReadAsync<ArtificialCase>(DocumentContainer.Aggregates, ArtificialCase.ScopeOf(date), id, cancellationToken);
            var merged = stored is null
                ? found
                : found with
                {
                    Status = stored.Value.Status,
                    FoundAt = stored.Value.FoundAt,
                    ReviewedBy = stored.Value.ReviewedBy,
                    ReviewedAt = stored.Value.ReviewedAt,
                    Note = stored.Value.Note,
                };
            var write = stored is null
                ? DocumentOperation.Create(id, merged, ArtificialCase.TimeToLive)
                : DocumentOperation.Replace(id, merged, stored.ETag, ArtificialCase.TimeToLive);
            if ((await _documents.WriteAsync(DocumentContainer.Aggregates, ArtificialCase.ScopeOf(date), write, cancellationToken)).IsWritten)
                return merged;
        }

        throw new TransientException($"Others kept writing to case {id} first.");
    }
}
