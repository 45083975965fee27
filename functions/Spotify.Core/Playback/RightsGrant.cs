namespace Spotify.Core.Playback;

/// <summary>One permission: these markets, these tiers, these uses, this window in time. What no grant permits is not permitted.</summary>
public sealed record RightsGrant
{
    /// <summary>ISO 3166-1 alpha-2 codes, or <c>*</c> for the world.</summary>
    public required IReadOnlyList<string> Markets { get; init; }

    /// <summary>Codes taken out of <see cref="Markets"/>.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];

    /// <summary><c>free</c>, <c>premium</c>; premium stands for its kin too (family, student, trial).</summary>
    public required IReadOnlyList<string> Tiers { get; init; }

    /// <summary><c>stream</c>, <c>download</c>.</summary>
    public required IReadOnlyList<string> Uses { get; init; }

    /// <summary>First moment.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>First moment after; null for ever.</summary>
    public DateTimeOffset? Until { get; init; }
}
