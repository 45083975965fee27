using Spotify.Core;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.WhatIf;

namespace Spotify.Functions.Royalties.Results;

/// <summary>What tracks weigh in the pools of a calculated month under every model, side by side. Nothing is written.</summary>
public interface IRoyaltyWhatIf
{
    /// <summary>The pools of a month, in their order; null where it is not calculated.</summary>
    /// <param name="period">The month, <c>yyyy-MM</c>.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    Task<IReadOnlyList<Pool>?> PoolsAsync(string period, CancellationToken cancellationToken = default);

    /// <summary>The weights of a pool of the month's own, in the order of recordings. It is read twice.</summary>
    /// <param name="period">A calculated month.</param>
    /// <param name="pool">One of its pools.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    IAsyncEnumerable<WeighedTrack> WeightsAsync(string period, PoolKey pool, CancellationToken cancellationToken = default);
}
