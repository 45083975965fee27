using System.Diagnostics;
using System.Globalization;

namespace Spotify.Functions.Tests.EndToEnd;

/// <summary>What a test asks ffmpeg itself, independently of the application.</summary>
internal static class Media
{
    /// <summary>Runs ffmpeg and returns its standard output.</summary>
    public static async Task<byte[]> FfmpegAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("ffmpeg") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])["-v", "error", "-nostdin", "-y", .. arguments])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(output);
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output.ToArray() : throw new InvalidOperationException($"ffmpeg: {await errors}");
    }

    /// <summary>Length in milliseconds of what a decoder gives for a file, at the file's own rate.</summary>
    public static async Task<double> DecodedMillisecondsAsync(string file)
    {
        // Raw 16-bit mono at 8 kHz: the length survives, the bytes stay few.
        var samples = await FfmpegAsync("-i", file, "-map", "0:a:0", "-ac", "1", "-ar", "8000", "-f", "s16le", "pipe:1");
        return samples.Length / 2 / 8.0;
    }

    /// <summary>Renders audio from a lavfi source into a file's bytes.</summary>
    public static async Task<byte[]> RenderAsync(string source, string extension, params string[] options)
    {
        var path = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"render-{Environment.ProcessId}-{Guid.NewGuid():N}.{extension}"));
        try
        {
            await FfmpegAsync(["-f", "lavfi", "-i", source, .. options, path]);
            return await File.ReadAllBytesAsync(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
