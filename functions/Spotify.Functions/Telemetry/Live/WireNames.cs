using System.Text.Json;
using Spotify.Core.Telemetry.Live;

namespace Spotify.Functions.Telemetry.Live;

/// <summary>Names as they go over the wire.</summary>
internal static class WireNames
{
    private static readonly string[] Kinds = [.. Enum.GetNames<AnomalyKind>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    /// <summary>A kind of anomaly, such as <c>market_plays</c>.</summary>
    public static string Of(AnomalyKind kind) => Kinds[(int)kind];
}
