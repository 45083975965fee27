using System.Diagnostics;
using System.Text.Json;
using Shouldly;
using Spotify.Cli.Local;
using Xunit;

namespace Spotify.TestSupport;

/// <summary>What a program of <c>tests/clients</c> says of one thing that it looked at: a line of JSON each.</summary>
public sealed record ClientCheck(string Check, bool Ok, IReadOnlyList<string>? Why, string? Skipped)
{
    /// <inheritdoc/>
    public override string ToString() => $"{(Skipped is null ? Ok ? "ok" : "FAILED" : "skipped")}: {Check} {Skipped}{string.Join("; ", Why ?? [])}";
}

/// <summary>Runs the programs of <c>tests/clients</c>.</summary>
public static class NodeProgram
{
    /// <summary>Where they are.</summary>
    public static string Folder { get; } = Path.Combine(Repository.Root, "tests", "clients");

    /// <summary>Runs a program to its end and reads what it says.</summary>
    /// <param name="program">Its path under <see cref="Folder"/>.</param>
    /// <param name="arguments">What it is given.</param>
    public static async Task<IReadOnlyList<ClientCheck>> RunAsync(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(Folder, program), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var node = Process.Start(start)!;
        var problem = node.StandardError.ReadToEndAsync();
        var lines = (await node.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await node.WaitForExitAsync();
        node.ExitCode.ShouldBeInRange(0, 1, await problem);
        return [.. lines.Select(line => JsonSerializer.Deserialize<ClientCheck>(line, JsonSerializerOptions.Web)!)];
    }

    /// <summary>Why programs cannot run here, or null where they can.</summary>
    /// <param name="package">A package that the program needs.</param>
    public static string? Missing(string package) => Directory.Exists(Path.Combine(Folder, "node_modules", package))
        ? null
        : "npm's clients are not installed: run 'npm ci' in tests/clients, or the tests by ./dev test, which does it.";
}

/// <summary>A test in a real browser; skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    /// <summary>Says why it is skipped.</summary>
    public BrowserFactAttribute() => Skip = NodeProgram.Missing("playwright-core")
        ?? (File.Exists("/usr/bin/chromium") ? null : "Chromium is not installed: install the package chromium, or run the tests by ./dev test, which does it.");
}
