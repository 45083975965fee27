using System.Text.Json;
using Spotify.Core.Ingestion;
using Spotify.Functions.Ingestion.Media;

namespace Spotify.Functions.Identity;

/// <summary>What is asked of fpcalc, and how its answer is read.</summary>
internal static class ChromaprintProgram
{
    /// <summary>The fingerprint of a whole file of ours, compressed; empty where the file is too short for one.</summary>
    public static async Task<string> FingerprintAsync(MediaTool tool, string folder, string file, CancellationToken cancellationToken)
    {
        const string Key = "FINGERPRINT=";
        var result = await tool.FpcalcAsync(folder, ["-length", "0", file], cancellationToken);
        var line = result.Output.Split('\n').FirstOrDefault(text => text.StartsWith(Key, StringComparison.Ordinal));
        return line is null ? "" : line[Key.Length..].Trim();
    }

    /// <summary>A reason as CONTRACTS writes it.</summary>
    public static string Name(this ReasonCode code) => JsonNamingPolicy.SnakeCaseUpper.ConvertName(code.ToString());
}
