using System.Runtime.CompilerServices;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Parties;
using Spotify.Core.Royalties.Periods;
using Spotify.Core.Royalties.Settlement;
using Spotify.Core.Telemetry.Closing;
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Royalties.Periods;
using Spotify.Functions.Royalties.Results;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Job;

/// <summary>The results of calculated months, read out of the run's files.</summary>
internal sealed class StoredResults(IRoyaltyPeriods periods, RoyaltyResultFiles results, FrozenInputsStore inputs, RightsFreezing rights, OwnershipCache owners, ILedgerFiles files)
    : IRoyaltyResults, IRoyaltyWhatIf
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<CalculatedPeriod>> ListAsync(CancellationToken cancellationToken = default)
    {
        var found = new List<CalculatedPeriod>();
        foreach (var month in await periods.ListAsync(cancellationToken))
        {
            if (month.Stage >= RoyaltyStage.Calculated)
                found.Add(await OfAsync(month, cancellationToken));
        }

        return found;
    }

    /// <inheritdoc/>
    public async Task<CalculatedPeriod?> FindAsync(string period, CancellationToken cancellationToken = default)
    {
        var month = await periods.FindAsync(period, cancellationToken);
        return month.Stage >= RoyaltyStage.Calculated ? await OfAsync(month, cancellationToken) : null;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Results.MonthPool>> PoolsAsync(string period, CancellationToken cancellationToken = default) =>
        [.. (await results.GetAsync(period, cancellationToken)).Months.SelectMany(month => month.Pools, (month, pool) => new Results.MonthPool(month.Month, pool))];

    /// <inheritdoc/>
    public async IAsyncEnumerable<Party> PartiesAsync(string period, PartyChoice chosen, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var parties = (await RightsAsync(period, cancellationToken)).Parties.Where(chosen.Includes).OrderBy(party => party.Id, StringComparer.Ordinal);
        var statements = (await results.GetAsync(period, cancellationToken)).File(Settling.StatementsKind);
        foreach (var party in parties)
        {
            if (await FindStatementAsync(statements, party.Id, cancellationToken) is not null)
                yield return party;
        }
    }

    /// <inheritdoc/>
    public async Task<Party?> PartyAsync(string period, string party, CancellationToken cancellationToken = default) =>
        await StatementAsync(period, party, cancellationToken) is null ? null : (await RightsAsync(period, cancellationToken)).Parties.FirstOrDefault(one => one.Id == party);

    /// <inheritdoc/>
    public async Task<PartyStatement?> StatementAsync(string period, string party, CancellationToken cancellationToken = default) =>
        await FindStatementAsync((await results.GetAsync(period, cancellationToken)).File(Settling.StatementsKind), party, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<EarningLine> LinesAsync(
        string period, string party, string month, long skip = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var found = await results.GetAsync(period, cancellationToken);
        if (found.Months.All(one => one.Month != month))
            yield break;
        var partition = PoolDividing.PartitionOf(party);
        var index = await LineCollection.ReadIndexAsync(found.File($"months/{month}/{LineCollection.IndexKind(partition)}"), files, cancellationToken);
        if (index.FirstOrDefault(one => one.Holder == party) is not { } place)
            yield break;
        var file = found.File($"months/{month}/{LineCollection.LinesKind(partition)}");
        var reader = new RunReader<EarningLine>(RoyaltyRuns.Lines, (offset, into, token) => files.ReadAsync(file.Name, offset, into, token), place.Offset, place.Length);
        while (await reader.MoveNextAsync(cancellationToken))
        {
            if (skip-- <= 0)
                yield return reader.Current;
        }
    }

    /// <inheritdoc/>
    public async Task<IWeighedMonth?> OpenAsync(string period, CancellationToken cancellationToken = default)
    {
        if (await results.FindAsync(period, cancellationToken) is not { } found)
            return null;
        var frozen = await inputs.GetAsync(run: null, period, cancellationToken);
        var artists = new Dictionary<UInt128, string?>();
        await foreach (var track in files.RunAsync(RoyaltyRuns.Tracks, frozen.File(TrackFreezing.FileKind), cancellationToken))
            artists[track.Track.Value] = track.Artist;
        return new StoredWeights(found, artists, await owners.OfAsync(run: null, period, cancellationToken), files);
    }

    private async Task<CalculatedPeriod> OfAsync(RoyaltyPeriod month, CancellationToken cancellationToken)
    {
        var frozen = await inputs.GetAsync(run: null, month.Period, cancellationToken);
        var calculated = month.Steps.First(step => step.Stage == RoyaltyStage.Calculated);
        return new CalculatedPeriod(month.Period, month.Stage, frozen.Root, month.Inputs!, month.Results!, calculated.At, frozen.Adjusts);
    }

    private async Task<RightsSnapshot> RightsAsync(string period, CancellationToken cancellationToken) =>
        await rights.ReadAsync(await inputs.GetAsync(run: null, period, cancellationToken), cancellationToken);

    private Task<PartyStatement?> FindStatementAsync(FrozenFile statements, string party, CancellationToken cancellationToken) =>
        JsonLines.FindAsync<PartyStatement>(statements, files, statement => string.CompareOrdinal(statement.Party, party), cancellationToken);
}
