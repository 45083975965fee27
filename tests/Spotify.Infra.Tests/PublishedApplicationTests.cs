using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Spotify.Cli.Local;
using Spotify.Infra.Tests.Bicep;
using Spotify.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace Spotify.Infra.Tests;

/// <summary>
/// The Dockerfile step by step, where there is no Docker: what its first stage copies is enough to publish, and what that publishes starts on a clean Debian root to which the last stage's steps were
/// done, as the user that it names, and does a label's and a listener's work there. The property that links the real packages is left out, since a registry may lack them; so it is the embedded
/// runtime that starts. The base images themselves cannot be had that way.
/// </summary>
public sealed class PublishedApplicationTests(AzuriteFixture azurite, ITestOutputHelper output) : IClassFixture<AzuriteFixture>
{
    private const string AzurePackages = " -p:FunctionsRuntime=Azure";
    private const string Label = "image-label";

    private static readonly string[] Dockerfile = File.ReadAllLines(Path.Combine(BicepCompiler.Folder, "Dockerfile"));
    private static readonly string[] Stage = [.. Dockerfile.Skip(2).TakeWhile(line => !line.StartsWith("FROM ", StringComparison.Ordinal))];
    private static readonly string Steps = Path.Combine(Repository.Root, ".ci", "image-steps.sh");

    [RootFact]
    public async Task What_the_image_is_made_of_publishes_and_starts_on_a_clean_root_and_plays_what_was_delivered_to_it()
    {
        using var folder = new TempFolder();
        var clock = Stopwatch.StartNew();
        var published = await PublishAsync(folder);
        Note(clock, "published");
        var root = folder.File("root");
        output.WriteLine(await RunAsync("bash", $"{Steps} make {root} {published}", Repository.Root));
        Note(clock, "the root is made");

        var port = ChildProcess.FreePort(int.Parse(Dockerfile.Single(line => line.StartsWith("EXPOSE ", StringComparison.Ordinal)).Split(' ')[1], CultureInfo.InvariantCulture));
        var (said, gate) = (new List<string>(), new Lock());
        await using var application = ChildProcess.Start("bash", [Steps, "start", root, .. Settings(port)], onOutput: line =>
        {
            lock (gate)
                said.Add(line);
        });
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await Eventually.HoldsAsync("the application is ready", TimeSpan.FromMinutes(2), async () =>
        {
            lock (gate)
                application.HasExited.ShouldBeFalse(string.Join('\n', said));
            return await IsReadyAsync(client);
        });
        Note(clock, "it is ready");

        // Whoever the Dockerfile names, and not root.
        var status = await File.ReadAllLinesAsync($"/proc/{application.Id}/status");
        status.Single(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1..].ShouldAllBe(id => id == "10001");
        using var refused = await client.GetAsync(new Uri("/v1/tracks/4uLU6hMCjMI75M1A2tKUQC/stream", UriKind.Relative));
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        // A delivery takes ffprobe, ffmpeg and fpcalc, all of them the image's own.
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", LocalTokens.ForLabel(Path.Combine(root, "home", "data"), Label));
        var batch = await new TestDelivery(TestDelivery.Upc(300_001), "On a clean root").Track("01.wav", Tone(seconds: 8), "ZZIMG2600001").SendAsync(client, Label);
        var answer = await TestDelivery.AcknowledgementAsync(azurite.ConnectionString, Label, batch);
        lock (gate)
            answer.GetProperty("status").GetString().ShouldBe("accepted", $"{answer}\n{string.Join('\n', said)}");
        Note(clock, "delivered and published");

        var track = answer.GetProperty("tracks")[0].GetProperty("track").GetString();
        var stream = await client.GetFromJsonAsync<JsonElement>(new Uri($"/v1/tracks/{track}/stream", UriKind.Relative));
        using var listener = new HttpClient();
        var sound = await listener.GetByteArrayAsync(new Uri(stream.GetProperty("url").GetString()!));
        sound.AsSpan(0, 4).SequenceEqual("OggS"u8).ShouldBeTrue();
        Note(clock, $"played: {sound.Length / 1024} KB");

        await application.StopAsync();
        application.ExitCode.ShouldBe(0);
    }

    [Fact]
    public void The_root_is_made_by_the_dockerfiles_own_steps()
    {
        var script = File.ReadAllText(Steps);
        foreach (var word in (string[])["RUN", "COPY", "ENV", "USER"])
            script.ShouldContain($"(step {word}");
        // Nothing of them is written twice.
        foreach (var step in (string[])["libchromaprint", "useradd", "10001", "wwwroot"])
            script.ShouldNotContain(step);
    }

    private static async Task<string> PublishAsync(TempFolder folder)
    {
        foreach (var line in Stage.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal)))
        {
            var words = line.Split(' ')[1..];
            foreach (var from in words[..^1])
                Copy(Path.Combine(Repository.Root, from), Path.Combine(folder.Path, "source", words[^1], from.EndsWith('/') ? "" : from));
        }

        var published = folder.File("app");
        var publish = Stage.Single(line => line.StartsWith("RUN dotnet publish ", StringComparison.Ordinal))["RUN dotnet ".Length..];
        publish.ShouldContain(AzurePackages);
        await RunAsync("dotnet", publish.Replace(AzurePackages, "", StringComparison.Ordinal).Replace(" -o /app", $" -o {published}", StringComparison.Ordinal), folder.File("source"));
        File.Exists(Path.Combine(published, "host.json")).ShouldBeTrue();
        File.Exists(Path.Combine(published, "local.settings.json")).ShouldBeFalse();
        return published;
    }

    private string[] Settings(int port) =>
    [
        "Embedded__DataDirectory=/home/data",
        $"Embedded__Port={port}",
        $"AzureWebJobsStorage={azurite.ConnectionString}",
        $"Uploads={azurite.ConnectionString}",
        $"Media={azurite.ConnectionString}",
        "EventHubs=Endpoint=sb://local/;SharedAccessKeyName=local;SharedAccessKey=local",
    ];

    private void Note(Stopwatch clock, string what) => output.WriteLine($"{clock.Elapsed.TotalSeconds:0} s: {what}");

    private static async Task<bool> IsReadyAsync(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    // A chord that swells, as 16-bit PCM, 44.1 kHz, two channels.
    private static byte[] Tone(int seconds)
    {
        const int Rate = 44_100;
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        var bytes = Rate * seconds * 4;
        writer.Write("RIFF"u8);
        writer.Write(36 + bytes);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)2);
        writer.Write(Rate);
        writer.Write(Rate * 4);
        writer.Write((short)4);
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(bytes);
        for (var i = 0; i < Rate * seconds; i++)
        {
            var sample = (short)(4000 * (1 + Math.Sin(i / 9000.0)) * (Math.Sin(i * 2 * Math.PI * 440 / Rate) + Math.Sin(i * 2 * Math.PI * 554 / Rate)));
            writer.Write(sample);
            writer.Write(sample);
        }

        return file.ToArray();
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

    private static async Task<string> RunAsync(string program, string arguments, string folder)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["DOTNET_NOLOGO"] = "1" } })!;
        var (said, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await said + await errors);
        return await said;
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class RootFactAttribute : FactAttribute
    {
        public RootFactAttribute() => Skip = !TestScale.IsFull ? "makes a Debian root and publishes the application, minutes: runs at the full sizes (SPOTIFY_TEST_FULL=1)"
            : !Environment.IsPrivilegedProcess ? "changes its root folder, which root alone may"
            : !File.Exists("/usr/sbin/debootstrap") ? "debootstrap is missing: apt-get install debootstrap"
            : null;
    }
}
