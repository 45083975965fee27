using System.Diagnostics;
using System.Reflection;
using Spotify.Cli.Local;

namespace Spotify.Infra.Tests.Bicep;

/// <summary>The compiler of Bicep, which comes as a package.</summary>
internal static class BicepCompiler
{
    /// <summary>The templates.</summary>
    public static string Folder { get; } = System.IO.Path.Combine(Repository.Root, "infra");

    /// <summary>The program; null where there is none for this machine.</summary>
    public static string? Path { get; } = typeof(BicepCompiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(one => one.Key == "BicepCompiler")?.Value is { Length: > 0 } path && File.Exists(path) ? path : null;

    /// <summary>Runs it in a folder and returns what it says on either stream; a failure is in it, as the compiler words it.</summary>
    public static async Task<CompilerAnswer> RunAsync(string folder, params string[] arguments)
    {
        // A package's files come without the right to be run.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path!, File.GetUnixFileMode(Path!) | UnixFileMode.UserExecute);
        var start = new ProcessStartInfo(Path!, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new CompilerAnswer(process.ExitCode, await output, await errors);
    }
}

/// <summary>What the compiler said.</summary>
/// <param name="ExitCode">0 where it compiled, warnings or not.</param>
/// <param name="Output">What it made.</param>
/// <param name="Complaints">Errors and warnings, a line each.</param>
internal sealed record CompilerAnswer(int ExitCode, string Output, string Complaints);
