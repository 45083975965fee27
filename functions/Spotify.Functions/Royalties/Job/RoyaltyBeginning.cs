using Spotify.Core.Royalties.Agreements;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Periods;
using Spotify.Core.Telemetry;
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Royalties.Periods;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Begins a run: says whether it may be, gathers what it works with, and plans which months it looks at.</summary>
internal sealed class RoyaltyBeginning(
    IRoyaltyPeriods periods, ClosedPeriods closed, FrozenInputsStore inputs, RevenueFreezing revenue, TrackFreezing tracks, RightsFreezing rights, RoyaltyRulesSource rules)
{
    /// <summary>Whether a month may be calculated. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<RoyaltyBegin> BeginAsync(RoyaltiesInput input, string run, CancellationToken cancellationToken)
    {
        if (await periods.FindReasonNotToCalculateAsync(input.Period, cancellationToken) is { } reason)
            return new RoyaltyBegin(null, reason, false, 0);
        var period = await GetAsync(input.Period, cancellationToken);
        if (period is { Version: 1, Adjustments: not 0 })
            return new RoyaltyBegin(null, $"{input.Period} was closed before its rows told corrections of earlier months apart: it cannot be calculated.", false, 0);
        var isReplay = (await periods.FindAsync(input.Period, cancellationToken)).Stage >= RoyaltyStage.Calculated;
        var begun = new RoyaltyRun(input.Period, run, input.By, isReplay);
        var named = await inputs.FindAsync(run: null, input.Period, cancellationToken);
        if (named is not null && !isReplay)
            begun = begun with { Inputs = await inputs.KeepAsync(begun, named, cancellationToken) };
        return new RoyaltyBegin(begun, null, named is not null, period.Shards);
    }

    /// <summary>Gathers the revenue. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<FrozenPart> FreezeRevenueAsync(RoyaltyRun run, CancellationToken cancellationToken)
    {
        var period = await GetAsync(run.Period, cancellationToken);
        var (files, months) = await revenue.FreezeAsync(run.Period, period.Shards, await FirstAsync(run.Period, cancellationToken), run.InputsFolder, run.Parts, cancellationToken);
        return new FrozenPart(files, months);
    }

    /// <summary>Gathers what the catalogue says of tracks. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<FrozenPart> FreezeTracksAsync(RoyaltyRun run, CancellationToken cancellationToken)
    {
        var (period, first) = (await GetAsync(run.Period, cancellationToken), await FirstAsync(run.Period, cancellationToken));
        var adjusts = period.Listeners.SelectMany(totals => totals.Adjusts ?? []).Distinct(StringComparer.Ordinal)
            .Where(month => string.CompareOrdinal(month, first) >= 0).Order(StringComparer.Ordinal);
        return new FrozenPart([await tracks.FreezeAsync(period, run.InputsFolder, run.Parts, cancellationToken)], [.. adjusts]);
    }

    /// <summary>Gathers agreements, splits, parties and rates. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<FrozenPart> FreezeRightsAsync(RoyaltyRun run, CancellationToken cancellationToken) =>
        new(await rights.FreezeAsync(run.Period, run.InputsFolder, cancellationToken), []);

    /// <summary>Puts what was gathered together. Safe to repeat.</summary>
    /// <returns>The run, with its inputs.</returns>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<RoyaltyRun> GatherAsync(FreezeInput input, CancellationToken cancellationToken)
    {
        var (run, period) = (input.Run, await GetAsync(input.Run.Period, cancellationToken));
        var (first, theRules) = (await FirstAsync(run.Period, cancellationToken), rules.Current);
        var frozen = new FrozenInputs
        {
            Period = run.Period,
            Root = period.Root,
            Shards = period.Shards,
            First = first,
            Adjusts = [.. input.Parts.SelectMany(part => part.Adjusts).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Before = first == run.Period ? await BeforeAsync(run.Period, theRules, cancellationToken) : [],
            Rules = theRules,
            Files = [.. input.Parts.SelectMany(part => part.Files).OrderBy(file => file.Kind, StringComparer.Ordinal)],
        };
        return run with { Inputs = await inputs.KeepAsync(run, frozen, cancellationToken) };
    }

    /// <summary>Plans the months. Safe to repeat.</summary>
    /// <returns>The plan, or a refusal where agreements give away more than there is.</returns>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<RoyaltyPlan> PlanAsync(RoyaltyRun run, CancellationToken cancellationToken)
    {
        var frozen = await inputs.GetAsync(run, run.Period, cancellationToken);
        if (AgreementRules.FindExcess(await rights.ReadAgreementsAsync(frozen, cancellationToken), frozen.Rules) is { } excess)
            return new RoyaltyPlan(frozen.Digest(), [], excess);
        var months = new List<MonthScope>();
        foreach (var month in frozen.Before)
            months.Add(new MonthScope(month, run.Period, (await GetAsync(month, cancellationToken)).Shards, [month], frozen.First));
        foreach (var month in frozen.Adjusts)
            months.Add(new MonthScope(month, run.Period, (await GetAsync(month, cancellationToken)).Shards, await LedgersAsync(run, month, cancellationToken), frozen.First));
        months.Add(new MonthScope(run.Period, run.Period, frozen.Shards, [run.Period], frozen.First));
        return new RoyaltyPlan(frozen.Digest(), months);
    }

    private async Task<IReadOnlyList<string>> LedgersAsync(RoyaltyRun run, string month, CancellationToken cancellationToken)
    {
        var ledgers = new List<string> { month };
        for (var ledger = AccountingPeriod.Next(month); string.CompareOrdinal(ledger, run.Period) <= 0; ledger = AccountingPeriod.Next(ledger))
        {
            if ((await inputs.GetAsync(run, ledger, cancellationToken)).Adjusts.Contains(month))
                ledgers.Add(ledger);
        }

        return ledgers;
    }

    private async Task<IReadOnlyList<string>> BeforeAsync(string period, RoyaltyRules current, CancellationToken cancellationToken)
    {
        var (before, month) = (new List<string>(), period);
        for (var i = 1; i < current.Months; i++)
        {
            month = AccountingPeriod.Before(month);
            if (await closed.FindAsync(month, cancellationToken) is not null)
                before.Insert(0, month);
        }

        return before;
    }

    private async Task<string> FirstAsync(string period, CancellationToken cancellationToken) =>
        (await inputs.FindAsync(run: null, AccountingPeriod.Before(period), cancellationToken))?.First ?? period;

    private async Task<ClosedPeriod> GetAsync(string period, CancellationToken cancellationToken) =>
        await closed.FindAsync(period, cancellationToken) ?? throw new InvalidDataException($"{period} is not closed.");
}
