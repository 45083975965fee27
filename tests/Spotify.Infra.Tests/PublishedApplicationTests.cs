using System.Diagnostics;
using System.Net;
using Shouldly;
using Spotify.Cli.Local;
using Spotify.Infra.Tests.Bicep;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Infra.Tests;

/// <summary>
/// The Dockerfile's first stage, step by step in a folder of its own: what it copies is enough to publish, and what it publishes starts. The property that links the real packages is left out, since a
/// registry may lack them; so it is the embedded runtime that starts.
/// </summary>
public sealed class PublishedApplicationTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string AzurePackages = " -p:FunctionsRuntime=Azure";

    private static readonly string[] Stage = [.. File.ReadAllLines(Path.Combine(BicepCompiler.Folder, "Dockerfile")).Skip(2).TakeWhile(line => !line.StartsWith("FROM ", StringComparison.Ordinal))];

    [FullFact]
    public async Task What_the_image_is_made_of_publishes_and_starts()
    {
        using var folder = new TempFolder();
        foreach (var line in Stage.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal)))
        {
            var words = line.Split(' ')[1..];
            foreach (var from in words[..^1])
                Copy(Path.Combine(Repository.Root, from), Path.Combine(folder.Path, "source", words[^1], from.EndsWith('/') ? "" : from));
        }

        var published = Path.Combine(folder.Path, "app");
        var publish = Stage.Single(line => line.StartsWith("RUN dotnet publish ", StringComparison.Ordinal))["RUN dotnet ".Length..];
        publish.ShouldContain(AzurePackages);
        await RunAsync(publish.Replace(AzurePackages, "", StringComparison.Ordinal).Replace(" -o /app", $" -o {published}", StringComparison.Ordinal), Path.Combine(folder.Path, "source"));

        File.Exists(Path.Combine(published, "host.json")).ShouldBeTrue();
        File.Exists(Path.Combine(published, "local.settings.json")).ShouldBeFalse();
        var log = new List<string>();
        await using var application = await Application.StartAsync(new ApplicationOptions
        {
            DataDirectory = folder.File("data"),
            StorageConnection = azurite.ConnectionString,
            Dll = Path.Combine(published, "Spotify.Functions.dll"),
            OnOutput = line =>
            {
                lock (log)
                    log.Add(line);
            },
        });
        using var client = new HttpClient { BaseAddress = application.Address };
        using var live = await client.GetAsync(new Uri("/health/live", UriKind.Relative));
        live.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var refused = await client.GetAsync(new Uri("/v1/tracks/4uLU6hMCjMI75M1A2tKUQC/stream", UriKind.Relative));
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static void Copy(string from, string to)
    {
        if (File.Exists(from))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to);
            return;
        }

        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(from, file);
            // What .dockerignore leaves out.
            if (!relative.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "node_modules"))
                Copy(file, Path.Combine(to, relative));
        }
    }

    private static async Task RunAsync(string arguments, string folder)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["DOTNET_NOLOGO"] = "1" } })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await output + await errors);
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class FullFactAttribute : FactAttribute
    {
        public FullFactAttribute() => Skip = TestScale.IsFull ? null : "publishes the application, minutes: runs at the full sizes (SPOTIFY_TEST_FULL=1)";
    }
}
