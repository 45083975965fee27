using Spotify.Core.Recommendations.Lists;

namespace Spotify.Functions.Recommendations.Products;

/// <summary>What lists are called in addresses such as <c>spotify:list:discover-weekly</c>: whose it is follows from who asks.</summary>
internal static class ListNames
{
    public const string Prefix = "spotify:list:";

    public const string Editorial = "editorial:";

    private const string Mix = "daily-mix:";

    private static readonly Dictionary<string, ListKind> Names = new(StringComparer.Ordinal)
    {
        ["discover-weekly"] = ListKind.DiscoverWeekly,
        ["release-radar"] = ListKind.ReleaseRadar,
        ["top-songs"] = ListKind.TopSongs,
        ["rewind"] = ListKind.Rewind,
        ["welcome"] = ListKind.Welcome,
        ["popular"] = ListKind.Popular,
    };

    /// <summary>Whether a name could be a list's that radio can play from.</summary>
    public static bool IsName(string name) => Names.ContainsKey(name) || MixOf(name) is not null;

    /// <summary>Which product a name is; null for a Daily Mix and for what is none.</summary>
    public static ListKind? KindOf(string name) => Names.TryGetValue(name, out var kind) ? kind : null;

    /// <summary>Which Daily Mix a name is, from 1; null where it is none.</summary>
    public static int? MixOf(string name) =>
        name.Length == Mix.Length + 1 && name.StartsWith(Mix, StringComparison.Ordinal) && name[^1] is >= '1' and <= (char)('0' + DailyMix.Most) ? name[^1] - '0' : null;

    /// <summary>The address of a list; null where it has none.</summary>
    /// <param name="kind">The product.</param>
    /// <param name="number">Which of several, from 1.</param>
    public static string? UriOf(ListKind kind, int number = 1) => kind == ListKind.DailyMix
        ? $"{Prefix}{Mix}{number}" : Names.FirstOrDefault(one => one.Value == kind).Key is { } name ? Prefix + name : null;
}
