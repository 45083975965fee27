using System.Diagnostics.CodeAnalysis;

namespace Spotify.Core.Telemetry.Charts;

/// <summary>Which markets have a chart.</summary>
public static class ChartMarkets
{
    /// <summary>The market of all markets.</summary>
    public const string Global = "global";

    /// <summary>Whether a text is a country in ISO 3166-1 alpha-2, in capitals. Plays of a market that is none stand in the world's chart alone.</summary>
    public static bool IsCountry([NotNullWhen(true)] string? market) => market is [>= 'A' and <= 'Z', >= 'A' and <= 'Z'];

    /// <summary>Whether a text names a chart's market.</summary>
    public static bool IsMarket([NotNullWhen(true)] string? market) => market == Global || IsCountry(market);
}
