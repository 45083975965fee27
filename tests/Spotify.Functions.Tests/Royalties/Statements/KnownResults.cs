using System.Runtime.CompilerServices;
using Spotify.Core.Catalog;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Parties;
using Spotify.Core.Royalties.Periods;
using Spotify.Core.Royalties.Settlement;
using Spotify.Core.Royalties.WhatIf;
using Spotify.Functions.Catalog;
using Spotify.Functions.Royalties.Results;
using Spotify.Functions.Royalties.Statements;
using Spotify.Functions.Tests.Catalog;
using Spotify.TestSupport.Royalties;

namespace Spotify.Functions.Tests.Royalties.Statements;

/// <summary>The results of a world, in memory.</summary>
internal sealed class KnownResults(StatementWorld world) : IRoyaltyResults, IRoyaltyWhatIf, IWeighedMonth
{
    public const string Root = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    public RoyaltyStage Stage { get; set; } = RoyaltyStage.Approved;

    public StatementWorld World => world;

    public Task<IReadOnlyList<CalculatedPeriod>> ListAsync(CancellationToken cancellationToken = default) => Task.FromResult<IReadOnlyList<CalculatedPeriod>>([Month]);

    public Task<CalculatedPeriod?> FindAsync(string period, CancellationToken cancellationToken = default) => Task.FromResult(period == StatementWorld.Period ? Month : null);

    public Task<IReadOnlyList<MonthPool>> PoolsAsync(string period, CancellationToken cancellationToken = default) => Task.FromResult<IReadOnlyList<MonthPool>>(
    [
        .. world.Divisions.Select(division => new MonthPool(StatementWorld.Corrected, division.Pool)), .. world.Divisions.Select(division => new MonthPool(StatementWorld.Period, division.Pool)),
    ]);

    public async IAsyncEnumerable<Party> PartiesAsync(string period, PartyChoice chosen, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var party in world.Parties.Where(chosen.Includes))
        {
            await Task.Yield();
            yield return party;
        }
    }

    public Task<Party?> PartyAsync(string period, string party, CancellationToken cancellationToken = default) => Task.FromResult(world.Parties.FirstOrDefault(one => one.Id == party));

    public Task<PartyStatement?> StatementAsync(string period, string party, CancellationToken cancellationToken = default) => Task.FromResult(world.Statements.GetValueOrDefault(party));

    public async IAsyncEnumerable<EarningLine> LinesAsync(
        string period, string party, string month, long skip = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var line in world.LinesOf(party).Skip((int)skip))
        {
            await Task.Yield();
            yield return line;
        }
    }

    public Task<IWeighedMonth?> OpenAsync(string period, CancellationToken cancellationToken = default) => Task.FromResult<IWeighedMonth?>(period == StatementWorld.Period ? this : null);

    IReadOnlyList<Pool> IWeighedMonth.Pools => [.. world.Divisions.Select(division => division.Pool.Pool)];

    public IAsyncEnumerable<WeighedTrack> WeightsAsync(PoolKey pool, CancellationToken cancellationToken = default) => world.WeighedOf(pool).ToAsyncEnumerable();

    private CalculatedPeriod Month => new(StatementWorld.Period, Stage, Root, new string('c', 64), new string('b', 64), StatementWorld.CalculatedAt, [StatementWorld.Corrected]);
}

/// <summary>A catalogue that has no track any more, and names artists by their ids.</summary>
internal sealed class EmptyCatalog : TracksAlone
{
    public override ValueTask<PublishedTrack?> FindTrackAsync(string trackId, CancellationToken cancellationToken = default) => ValueTask.FromResult<PublishedTrack?>(null);

    public override ValueTask<Artist?> FindArtistAsync(string artistId, CancellationToken cancellationToken = default) => ValueTask.FromResult<Artist?>(null);
}

/// <summary>Files of labels, in memory.</summary>
internal sealed class KnownStatementFiles : IStatementFiles
{
    public Dictionary<string, byte[]> All { get; } = new(StringComparer.Ordinal);

    public async Task WriteAsync(string name, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream();
        await write(stream);
        All[name] = stream.ToArray();
    }
}
