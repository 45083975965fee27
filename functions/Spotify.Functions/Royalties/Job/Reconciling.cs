using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Periods;
using Spotify.Core.Royalties.Settlement;
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Job;

/// <summary>
/// Holds everything that a run has computed against everything else, out of the files and not out of memory: the ledger against its roots, pools against earnings, earnings
/// against lines, credits against conversions, statements against credits. A run with a fault does not end.
/// </summary>
internal sealed class Reconciling(ClosedPeriods closed, LedgerRoots roots, FrozenInputsStore inputs, ILedgerFiles files)
{
    private const int MaxFaults = 100;

    /// <summary>The root of a shard of the closed ledger, computed again. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<RecomputedRoot> VerifyAsync(ShardStep step, CancellationToken cancellationToken) =>
        await roots.RecomputeAsync(await GetAsync(step.Period, cancellationToken), step.Shard, cancellationToken);

    /// <summary>Reconciles. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<ReconciledPeriod> ReconcileAsync(ReconcileInput input, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        var period = await GetAsync(input.Run.Period, cancellationToken);
        var frozen = await inputs.GetAsync(input.Run, input.Run.Period, cancellationToken);
        if (LedgerRoots.FindFault(period, input.Roots) is { } fault)
            faults.Add(fault);
        if (frozen.Root != period.Root)
            faults.Add($"The inputs of {period.Period} are for another ledger than the closed one.");
        foreach (var file in frozen.Files)
        {
            if (!await files.IsIntactAsync(file, cancellationToken))
                faults.Add($"The input '{file.Kind}' of {period.Period} is not what was frozen.");
        }

        foreach (var month in input.Months)
            await CheckMonthAsync(month, faults, cancellationToken);
        await CheckCreditsAsync(input, faults, cancellationToken);
        await CheckStatementsAsync(input, faults, cancellationToken);
        return new ReconciledPeriod([.. faults.Take(MaxFaults)]);
    }

    private async Task CheckMonthAsync(DividedMonth month, List<string> faults, CancellationToken cancellationToken)
    {
        var name = month.Scope.Month;
        var (paid, kept, holders) = (new Dictionary<PoolKey, long>(), new Dictionary<PoolKey, long>(), new Dictionary<(string Holder, string Currency), Int128>());
        await foreach (var earning in files.RunAsync(RoyaltyRuns.Earnings, month.Earnings, cancellationToken))
        {
            var sums = earning.Escrow is null ? paid : kept;
            sums[earning.Pool] = checked(sums.GetValueOrDefault(earning.Pool) + earning.Amount);
            var key = (earning.Holder, earning.Pool.Currency);
            holders[key] = holders.GetValueOrDefault(key) + ((Int128)earning.Amount * 1_000_000);
        }

        foreach (var pool in month.Pools)
        {
            var key = pool.Pool.Key;
            if (pool.Paid + pool.Escrow + pool.Retained != pool.Pool.Net)
                faults.Add($"Pool {key} of {name} is {pool.Pool.Net} and comes to {pool.Paid} paid, {pool.Escrow} kept and {pool.Retained} retained.");
            if (paid.GetValueOrDefault(key) != pool.Paid || kept.GetValueOrDefault(key) != pool.Escrow)
                faults.Add($"The earnings of pool {key} of {name} do not come to what it says.");
        }

        for (var partition = 0; partition < PoolDividing.Partitions; partition++)
        {
            var index = month.Results.First(file => file.Kind == $"months/{name}/{LineCollection.IndexKind(partition)}");
            foreach (var lines in await LineCollection.ReadIndexAsync(index, files, cancellationToken))
            {
                foreach (var (currency, micros) in lines.Micros)
                    holders[(lines.Holder, currency)] = holders.GetValueOrDefault((lines.Holder, currency)) - micros;
            }
        }

        faults.AddRange(holders.Where(holder => holder.Value != 0).Take(MaxFaults).Select(holder => $"The lines of '{holder.Key.Holder}' in {name} do not come to its earnings in {holder.Key.Currency}."));
    }

    private async Task CheckCreditsAsync(ReconcileInput input, List<string> faults, CancellationToken cancellationToken)
    {
        var credited = new Dictionary<(string Month, PoolKey Pool), (long Paid, long Credited)>();
        await foreach (var party in Crediting.ReadAsync(input.Credits.Credits!, files, cancellationToken))
        {
            foreach (var credit in party.Credits)
            {
                var key = (credit.AdjustmentOf ?? input.Run.Period, credit.Earning.Pool);
                var sum = credited.GetValueOrDefault(key);
                credited[key] = checked((sum.Paid + credit.Earning.Amount, sum.Credited + credit.Amount));
            }
        }

        foreach (var pool in input.Credits.Totals!.Conversions.GroupBy(one => (one.Month, one.Pool)))
        {
            var (paid, amount) = credited.GetValueOrDefault(pool.Key);
            if (pool.Sum(one => one.Paid) != paid || pool.Sum(one => one.Credited) != amount || pool.Any(one => one.Total != one.Credited + one.Rounding))
                faults.Add($"The conversions of pool {pool.Key.Pool} of {pool.Key.Month} do not come to its credits.");
            credited.Remove(pool.Key);
        }

        faults.AddRange(credited.Where(one => one.Value != default).Select(one => $"Credits of pool {one.Key.Pool} of {one.Key.Month} were never converted."));
        var own = input.Months[^1].Pools;
        foreach (var pool in own)
        {
            var conversions = input.Credits.Totals.Conversions.Where(one => one.Month == input.Run.Period && one.Pool == pool.Pool.Key);
            if (conversions.Sum(one => one.Paid) != pool.Paid || conversions.Any(one => one.Rounding < 0))
                faults.Add($"Pool {pool.Pool.Key} of {input.Run.Period} pays {pool.Paid}, and something else is credited.");
        }
    }

    private async Task CheckStatementsAsync(ReconcileInput input, List<string> faults, CancellationToken cancellationToken)
    {
        var (stated, credited) = (0L, 0L);
        await foreach (var party in Crediting.ReadAsync(input.Credits.Credits!, files, cancellationToken))
            credited = checked(credited + party.Credits.Sum(credit => credit.Amount));
        var statements = input.Settled.Files.First(file => file.Kind == Settling.StatementsKind);
        await foreach (var statement in JsonLines.ReadAsync<PartyStatement>(statements, files, cancellationToken))
        {
            var own = statement.Credits.Sum(credit => credit.Amount);
            stated = checked(stated + own);
            var balance = checked(statement.Opening + own + statement.Released.Sum(one => one.Amount) - statement.Recouped.Sum(one => one.Amount));
            if (balance != statement.Balance || statement.Balance != statement.Payable + statement.Carried || statement.Payable != statement.Paid + statement.Withheld.Sum(tax => tax.Amount))
                faults.Add($"The statement of '{statement.Party}' does not add up.");
        }

        if (stated != credited)
            faults.Add($"Statements state {stated} of {credited} credited.");
    }

    private async Task<ClosedPeriod> GetAsync(string period, CancellationToken cancellationToken) =>
        await closed.FindAsync(period, cancellationToken) ?? throw new InvalidDataException($"{period} is not closed.");
}
