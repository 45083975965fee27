using Spotify.Core.Royalties.Agreements;
using Spotify.Core.Royalties.Calculation;

namespace Spotify.Core.Royalties.Splits;

/// <summary>
/// One link of a chain: what comes to it goes to its party, or on to its children. Siblings' shares come to 100 %: a distributor that keeps 15 % of what it passes on is
/// a child of itself with 150,000 parts in a million.
/// </summary>
/// <param name="Party">Who; null where nobody has claimed it.</param>
/// <param name="Role">Such as <c>label distributor artist producer writer publisher</c>.</param>
/// <param name="SharePpm">Of what comes to the link above, in parts of 1,000,000.</param>
/// <param name="Hold">Why what falls to it is kept: <see cref="EscrowReason.Unclaimed"/> or <see cref="EscrowReason.Disputed"/>; null where it is paid.</param>
/// <param name="Children">Among whom it is divided further; empty where it stays.</param>
public sealed record SplitLink(string? Party, string Role, int SharePpm, EscrowReason? Hold, IReadOnlyList<SplitLink> Children);

/// <summary>Who gets what of one side of a track in some countries from some period on. A later version of the same track, side and period replaces an earlier one.</summary>
public sealed record SplitSheet
{
    /// <summary>The track.</summary>
    public required string Track { get; init; }

    /// <summary>Which right.</summary>
    public required RoyaltySide Side { get; init; }

    /// <summary>Where.</summary>
    public required Territory Territory { get; init; }

    /// <summary>The first period, <c>yyyy-MM</c>.</summary>
    public required string From { get; init; }

    /// <summary>The first period after it; null for none.</summary>
    public string? Until { get; init; }

    /// <summary>Counts the changes, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>The first links; their shares come to 1,000,000.</summary>
    public required IReadOnlyList<SplitLink> Links { get; init; }
}

/// <summary>One holder's part of a side of a track.</summary>
/// <param name="Holder">The party, or an escrow account.</param>
/// <param name="Role">What it is in the chain.</param>
/// <param name="SharePpb">In parts of 1,000,000,000; all of a track's side come to exactly that.</param>
/// <param name="Escrow">Why it is kept; null where it is paid.</param>
public sealed record HolderShare(string Holder, string Role, long SharePpb, EscrowReason? Escrow);
