using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Core.Royalties.Settlement;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Royalties.Periods;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Job;

/// <summary>The last step: inputs and results become the month's, payouts and pools are written, the month is calculated. Of a replay nothing is kept.</summary>
internal sealed partial class Finishing(
    IDocumentStore documents, FrozenInputsStore inputs, RoyaltyResultFiles results, IRoyaltyPeriods periods, ILedgerFiles files, ILogger<Finishing> logger)
{
    /// <summary>Ends a run. Safe to repeat.</summary>
    /// <exception cref="TransientException">The store or the storage is in trouble.</exception>
    public async Task<RoyaltyOutcome> FinishAsync(FinishInput input, CancellationToken cancellationToken)
    {
        var (run, digest) = (input.Run, input.Results.Digest());
        if (run.IsReplay)
            return await CompareAsync(run, input.Results, digest, cancellationToken);
        var named = await inputs.NameAsync(await inputs.GetAsync(run, run.Period, cancellationToken), cancellationToken);
        if (named.Digest() != input.Results.Inputs)
            return new RoyaltyOutcome(run.Period, null, $"Another run of {run.Period} named its inputs first: what this one found is not used.", false, []);
        await results.KeepAsync(input.Results, cancellationToken);
        await WritePoolsAsync(input.Results, cancellationToken);
        await WritePayoutsAsync(input.Results, cancellationToken);
        var change = await periods.CalculateAsync(run.Period, run.By, named.Digest(), digest, cancellationToken);
        if (!change.IsDone)
            return new RoyaltyOutcome(run.Period, null, change.Refusal, false, []);
        LogCalculated(run.Period, digest, run.By);
        return new RoyaltyOutcome(run.Period, digest, null, false, []);
    }

    /// <summary>Removes what a run left on its way. Safe to repeat.</summary>
    /// <exception cref="TransientException">The storage is in trouble.</exception>
    public async Task<bool> CleanAsync(RoyaltyRun run, CancellationToken cancellationToken)
    {
        await files.RemoveAsync(run.Parts, cancellationToken);
        if (run.IsReplay)
            await files.RemoveAsync(run.Folder, cancellationToken);
        return true;
    }

    private async Task<RoyaltyOutcome> CompareAsync(RoyaltyRun run, RoyaltyResults again, string digest, CancellationToken cancellationToken)
    {
        var stored = await results.GetAsync(run.Period, cancellationToken);
        var known = stored.Files.ToDictionary(file => file.Kind, StringComparer.Ordinal);
        var differences = again.Files.Where(file => known.GetValueOrDefault(file.Kind)?.Sha256 != file.Sha256).Select(file => file.Kind)
            .Concat(known.Keys.Except(again.Files.Select(file => file.Kind))).ToList();
        foreach (var file in stored.Files)
        {
            if (!differences.Contains(file.Kind) && !await files.IsIntactAsync(file, cancellationToken))
                differences.Add(file.Kind);
        }

        if (differences.Count > 0)
        {
            var list = string.Join(", ", differences);
            LogDifferent(run.Period, differences.Count, list);
            return new RoyaltyOutcome(run.Period, digest, null, true, differences);
        }

        LogSame(run.Period, digest);
        var change = await periods.CalculateAsync(run.Period, run.By, stored.Inputs, digest, cancellationToken);
        return new RoyaltyOutcome(run.Period, digest, change.Refusal, true, []);
    }

    private async Task WritePoolsAsync(RoyaltyResults all, CancellationToken cancellationToken)
    {
        var operations = all.Months.SelectMany(month => month.Pools, (month, pool) =>
            DocumentOperation.Upsert(PoolDocument.IdOf(month.Month, pool.Pool.Key), new PoolDocument { Month = month.Month, Pool = pool }));
        foreach (var batch in operations.Chunk(DocumentRules.MaxBatchOperations))
        {
            var written = await documents.WriteBatchAsync(DocumentContainer.Money, PoolDocument.PartitionOf(all.Period), batch, cancellationToken);
            if (!written.IsWritten)
                throw new TransientException($"The pools of {all.Period} were not written: {written.Outcome}.");
        }
    }

    private async Task WritePayoutsAsync(RoyaltyResults all, CancellationToken cancellationToken)
    {
        var page = new List<PayoutDocument>(DocumentRules.MaxBatchOperations);
        await foreach (var statement in JsonLines.ReadAsync<PartyStatement>(all.File(Settling.StatementsKind), files, cancellationToken))
        {
            page.Add(PayoutDocument.Of(statement));
            if (page.Count == DocumentRules.MaxBatchOperations)
                await FlushAsync();
        }

        await FlushAsync();

        async Task FlushAsync()
        {
            foreach (var group in page.GroupBy(payout => PayoutDocument.PartitionOf(all.Period, payout.Party)))
            {
                IReadOnlyList<DocumentOperation> operations = [.. group.Select(payout => DocumentOperation.Upsert(payout.Party, payout))];
                var written = await documents.WriteBatchAsync(DocumentContainer.Money, group.Key, operations, cancellationToken);
                if (!written.IsWritten)
                    throw new TransientException($"The payouts of {all.Period} were not written: {written.Outcome}.");
            }

            page.Clear();
        }
    }

    [LoggerMessage(EventId = 6101, Level = LogLevel.Information, Message = "The royalties of {Period} are calculated for {By}: digest {Digest}")]
    private partial void LogCalculated(string period, string digest, string by);

    [LoggerMessage(EventId = 6102, Level = LogLevel.Information, Message = "The royalties of {Period} were calculated again and are the same: digest {Digest}")]
    private partial void LogSame(string period, string digest);

    [LoggerMessage(EventId = 6103, EventName = "RoyaltiesDiffer", Level = LogLevel.Critical,
        Message = "The royalties of {Period} were calculated again and are NOT what is stored; nothing was changed. {Count} differences: {Differences}")]
    private partial void LogDifferent(string period, int count, string differences);
}
