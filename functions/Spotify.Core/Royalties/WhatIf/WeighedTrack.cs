using Spotify.Core.Royalties.Calculation;

namespace Spotify.Core.Royalties.WhatIf;

/// <summary>What a recording weighs in a pool, whose it is, and how it is paid.</summary>
/// <param name="Weight">Its weights, all shards of listeners together.</param>
/// <param name="Artist">Its first artist's id when the month was frozen; null where the catalogue did not have it.</param>
/// <param name="Agreed">The model of its master agreement; <see cref="RoyaltyModel.ProRata"/> for none.</param>
public sealed record WeighedTrack(PoolWeight Weight, string? Artist, RoyaltyModel Agreed);
