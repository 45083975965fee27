using System.Runtime.CompilerServices;
using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.WhatIf;
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Royalties.Results;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Job;

/// <summary>The weights of a calculated month, read out of the run's files.</summary>
/// <param name="results">The month's results.</param>
/// <param name="artists">The first artist of each track, as the month was frozen.</param>
/// <param name="ownership">Who owns what in the month.</param>
/// <param name="files">Where the weights lie.</param>
internal sealed class StoredWeights(RoyaltyResults results, Dictionary<UInt128, string?> artists, FrozenOwnership ownership, ILedgerFiles files) : IWeighedMonth
{
    private readonly IReadOnlyList<FrozenFile> _weights = [.. results.Files.Where(file => file.Kind.StartsWith($"months/{results.Period}/weights-", StringComparison.Ordinal))];

    /// <inheritdoc/>
    public IReadOnlyList<Pool> Pools { get; } = [.. results.Months[^1].Pools.Select(pool => pool.Pool)];

    /// <inheritdoc/>
    public async IAsyncEnumerable<WeighedTrack> WeightsAsync(PoolKey pool, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var place = Pools.Index().FirstOrDefault(one => one.Item.Key == pool, (-1, null!)).Index;
        if (place < 0)
            yield break;
        await foreach (var weight in files.SectionAsync(RoyaltyFormats.Weights, _weights, Pools.Count, place, cancellationToken))
        {
            var agreement = weight.Recording.Label is { } label ? ownership.MasterOf(pool, label) : null;
            yield return new WeighedTrack(weight, artists.GetValueOrDefault(weight.Recording.Track.Value), agreement?.Model ?? RoyaltyModel.ProRata);
        }
    }
}
