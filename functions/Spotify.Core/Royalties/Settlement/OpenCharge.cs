namespace Spotify.Core.Royalties.Settlement;

/// <summary>A cost, an advance or a penalty of which something is still owed.</summary>
/// <param name="Id">Which.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Period">The first month in which it is paid back: the older one first, of the same month the one whose id comes first.</param>
/// <param name="Left">What is owed, in minor units of the party's currency, 0 or more.</param>
public sealed record OpenCharge(string Id, ChargeKind Kind, string Period, long Left);
