using Spotify.Core;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.WhatIf;

namespace Spotify.Functions.Royalties.Results;

/// <summary>What tracks weigh in the pools of calculated months under every model, side by side. Nothing is written.</summary>
public interface IRoyaltyWhatIf
{
    /// <summary>Reads what all pools of a month have in common; null where it is not calculated.</summary>
    /// <param name="period">The month, <c>yyyy-MM</c>.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    Task<IWeighedMonth?> OpenAsync(string period, CancellationToken cancellationToken = default);
}

/// <summary>A calculated month whose weights are read.</summary>
public interface IWeighedMonth
{
    /// <summary>The month's own pools, in their order.</summary>
    IReadOnlyList<Pool> Pools { get; }

    /// <summary>The weights of a pool, in the order of recordings. It is read twice.</summary>
    /// <param name="pool">One of the pools; of any other there are none.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    IAsyncEnumerable<WeighedTrack> WeightsAsync(PoolKey pool, CancellationToken cancellationToken = default);
}
