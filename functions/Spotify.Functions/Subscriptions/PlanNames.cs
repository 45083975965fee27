using System.Diagnostics.CodeAnalysis;
using Spotify.Core.Playback;

namespace Spotify.Functions.Subscriptions;

/// <summary>Products and tiers as they go over the wire, in tokens and in ledgers.</summary>
internal static class PlanNames
{
    private static readonly Dictionary<string, Tier> ByName = Enum.GetValues<Tier>().ToDictionary(Of, StringComparer.Ordinal);

    public static string Of(Tier tier) => tier switch
    {
        Tier.Premium => "premium",
        Tier.Family => "family",
        Tier.Student => "student",
        Tier.Trial => "trial",
        _ => "free",
    };

    public static bool TryRead([NotNullWhen(true)] string? name, out Tier tier)
    {
        tier = Tier.Free;
        return name is not null && ByName.TryGetValue(name, out tier);
    }
}
