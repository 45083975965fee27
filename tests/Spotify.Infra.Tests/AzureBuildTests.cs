using System.Diagnostics;
using System.Text.Json;
using Shouldly;
using Spotify.Cli.Local;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Infra.Tests;

/// <summary>The same source against the real Azure Functions packages: it compiles, and the worker's own generator finds the same functions.</summary>
public class AzureBuildTests
{
    [AzureBuildFact]
    public async Task The_code_compiles_for_Azure_and_has_every_function_there()
    {
        using var build = Process.Start(new ProcessStartInfo(Path.Combine(Repository.Root, "dev"), ["azure"]) { RedirectStandardError = true })!;
        var said = await build.StandardError.ReadToEndAsync();
        await build.WaitForExitAsync();
        build.ExitCode.ShouldBe(0, said);

        var output = Path.Combine(Repository.Root, "functions", "Spotify.Functions", "bin", "azure", "Release", "net10.0");
        using var metadata = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(output, "functions.metadata")));
        var names = metadata.RootElement.EnumerateArray().Select(one => one.GetProperty("name").GetString()!).ToList();

        names.ShouldBe(AppFunctions.All.Select(one => one.Name), ignoreOrder: true);
    }

    private sealed class AzureBuildFactAttribute : FactAttribute
    {
        public AzureBuildFactAttribute() => Skip = TestScale.IsFull ? null : "a second build takes a minute: it runs at the full sizes (SPOTIFY_TEST_FULL=1), and ./dev azure by itself";
    }
}
