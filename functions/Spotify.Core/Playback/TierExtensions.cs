namespace Spotify.Core.Playback;

/// <summary>What tiers have in common.</summary>
public static class TierExtensions
{
    /// <summary>Whether it is premium or its kin (family, student, trial), which licences and rungs treat alike.</summary>
    public static bool IsPremium(this Tier tier) => tier != Tier.Free;

    /// <summary>The tier as a licence names it: <c>free</c> or <c>premium</c>.</summary>
    public static string LicenceName(this Tier tier) => tier.IsPremium() ? "premium" : "free";
}
