using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Agreements;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Splits;
using Spotify.Core.Telemetry;
using Spotify.Functions.Royalties.Inputs;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Who owns what in a month, looked up in its frozen rights. Safe to use by several pools at once.</summary>
internal sealed class FrozenOwnership : IOwnership
{
    private readonly string _period;
    private readonly ILookup<string, Agreement> _masters;
    private readonly ILookup<string, Agreement> _publishing;
    private readonly SplitBook _splits;

    /// <summary>A look-up.</summary>
    /// <param name="period">The month.</param>
    /// <param name="rights">Its frozen rights.</param>
    public FrozenOwnership(string period, RightsSnapshot rights)
    {
        _period = period;
        _masters = rights.Agreements.Where(one => one.Side == RoyaltySide.Master).ToLookup(one => one.Licensor, StringComparer.Ordinal);
        _publishing = rights.Agreements.Where(one => one.Side == RoyaltySide.Publishing).ToLookup(one => one.Licensor, StringComparer.Ordinal);
        _splits = new SplitBook(period, rights.Sheets, rights.Parties.Select(party => party.Id).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Whether any agreement on masters pays by a model.</summary>
    public bool Pays(RoyaltyModel model) => _masters.Any(label => label.Any(agreement => agreement.Model == model));

    /// <inheritdoc/>
    public Agreement? MasterOf(PoolKey pool, string label) => Of(_masters[label], pool);

    /// <inheritdoc/>
    public Agreement? PublishingOf(PoolKey pool, TrackKey track) =>
        _splits.SheetOf(track, RoyaltySide.Publishing, pool.Country)?.Links is [{ Party: { } publisher }, ..] ? Of(_publishing[publisher], pool) : null;

    /// <inheritdoc/>
    public IReadOnlyList<HolderShare> SharesOf(TrackKey track, RoyaltySide side, string country) => _splits.SharesOf(track, side, country);

    private Agreement? Of(IEnumerable<Agreement> agreements, PoolKey pool) => agreements.FirstOrDefault(one => one.Covers(pool.Country, pool.Product, _period));
}

/// <summary>Keeps the look-up of the month that is divided, which many pools ask.</summary>
internal sealed class OwnershipCache(FrozenInputsStore inputs, RightsFreezing rights) : IDisposable
{
    private readonly SemaphoreSlim _loading = new(1);
    private (string Digest, FrozenOwnership Ownership)? _last;

    /// <summary>The look-up of a month.</summary>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<FrozenOwnership> OfAsync(RoyaltyRun? run, string month, CancellationToken cancellationToken)
    {
        var frozen = await inputs.GetAsync(run, month, cancellationToken);
        var digest = frozen.Digest();
        await _loading.WaitAsync(cancellationToken);
        try
        {
            if (_last is not { } last || last.Digest != digest)
                _last = last = (digest, new FrozenOwnership(month, await rights.ReadAsync(frozen, cancellationToken)));
            return last.Ownership;
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _loading.Dispose();
}
