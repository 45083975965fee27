namespace Spotify.Functions.Ingestion.Media;

/// <summary>What is asked of fpcalc, and how its answer is read.</summary>
internal static class Chromaprint
{
    /// <summary>
    /// The fingerprint of a whole file, compressed as fpcalc writes it; empty where the file is too short for one. fpcalc cannot be fenced in as ffmpeg is: the file is
    /// always one that ffmpeg made for us, never a delivered one.
    /// </summary>
    public static async Task<string> FingerprintAsync(this MediaTool tool, string folder, string file, CancellationToken cancellationToken)
    {
        const string Key = "FINGERPRINT=";
        var result = await tool.FpcalcAsync(folder, ["-length", "0", file], cancellationToken);
        var line = result.Output.Split('\n').FirstOrDefault(text => text.StartsWith(Key, StringComparison.Ordinal));
        return line is null ? "" : line[Key.Length..].Trim();
    }
}
