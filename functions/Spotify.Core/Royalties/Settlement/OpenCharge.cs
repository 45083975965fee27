namespace Spotify.Core.Royalties.Settlement;

/// <summary>A cost, an advance or a penalty of which something is still owed.</summary>
/// <param name="Id">Which.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Date">Since when it is owed: the older one is paid back first, of the same day the one whose id comes first.</param>
/// <param name="Left">What is owed, in minor units of the party's currency, 0 or more.</param>
public sealed record OpenCharge(string Id, ChargeKind Kind, DateOnly Date, long Left);
