using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Spectre.Console;
using Spotify.Cli.Delivery;
using Spotify.Cli.Demo;
using Spotify.Cli.Local;

namespace Spotify.Cli.Commands;

/// <summary><c>run</c>: starts the storage emulator and the application over a data folder, publishes the demo release once, and stays until Ctrl-C.</summary>
internal static class RunCommand
{
    private const int DefaultPort = 7071;

    public static async Task<int> RunAsync(IReadOnlyList<string> words)
    {
        var line = new CommandLine(words, "data", "port");
        var data = Path.GetFullPath(line["data"] ?? LocalState.DefaultFolder);
        if (!int.TryParse(line["port"] ?? $"{DefaultPort}", NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) || wanted is < 1 or > 65535)
            throw new InvalidOperationException($"'{line["port"]}' is no port: give a number from 1 to 65535.");
        Directory.CreateDirectory(data);
        if (LocalState.Find(data) is { } other)
            throw new InvalidOperationException($"A service already runs over {data}, at {other.Address} (process {other.ProcessId}): stop it, or give --data another folder.");

        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        try
        {
            var port = ChildProcess.FreePort(wanted);
            if (port != wanted)
                AnsiConsole.MarkupLineInterpolated($"[yellow]Port {wanted} is taken: using {port}.[/]");
            await using var platform = await LocalPlatform.StartAsync(data, port, keepPorts: true, cancellationToken: stop.Token);
            new LocalState(platform.Application.Address, Environment.ProcessId).Save(data);
            var track = await PublishDemoAsync(platform, data, stop.Token);
            Greet(platform, data, track);
            await platform.Application.Process.WaitForExitAsync(stop.Token);
            AnsiConsole.MarkupLineInterpolated($"[red]The application ended by itself with code {platform.Application.Process.ExitCode}.[/]");
            return 1;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        finally
        {
            LocalState.Remove(data);
        }

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    /// <summary>Delivers the demo release on the first start over a folder, through the same door as any label.</summary>
    /// <returns>A track to play.</returns>
    private static async Task<string?> PublishDemoAsync(LocalPlatform platform, string data, CancellationToken cancellationToken)
    {
        var note = Path.Combine(data, "demo.json");
        if (File.Exists(note))
            return JsonSerializer.Deserialize<string>(await File.ReadAllBytesAsync(note, cancellationToken));

        AnsiConsole.MarkupLine("First start over this folder: rendering and delivering a small demo release.");
        var folder = Directory.CreateTempSubdirectory("spotify-demo-");
        try
        {
            var release = DemoRelease.Render(folder.FullName);
            using var client = new DeliveryClient(platform.Application.Address, DemoRelease.Label, LocalTokens.ForLabel(data, DemoRelease.Label));
            var outcome = await DeliveryProgress.FollowAsync(client, release, cancellationToken);
            var track = outcome.Tracks.FirstOrDefault(one => one.Status == "accepted")?.Track;
            if (track is not null)
                await File.WriteAllBytesAsync(note, JsonSerializer.SerializeToUtf8Bytes(track), cancellationToken);
            else
                AnsiConsole.MarkupLineInterpolated($"[yellow]The demo release was not published ({outcome.Status}); the service runs without it.[/]");
            return track;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Greet(LocalPlatform platform, string data, string? track)
    {
        var address = platform.Application.Address.ToString().TrimEnd('/').Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        var token = LocalTokens.Issue(data, "developer");
        track ??= "TRACK";
        Console.WriteLine($"""

            Ready   {address}   (Ctrl-C stops everything; the next start finds all of it again)
              storage   {platform.Azurite.BlobEndpoint}
              data      {data}
              health    {address}/health/ready
              API       {address}/docs, {address}/openapi.json
              accounts  {address}/signup; an app for any Web API client: {Path.Combine(data, "keys", "development-client.json")}

            export TOKEN={token}

            curl -H "Authorization: Bearer $TOKEN" "{address}/v1/search?q=frist+light&type=track"
            curl -H "Authorization: Bearer $TOKEN" {address}/v1/tracks/{track}
            curl -H "Authorization: Bearer $TOKEN" "{address}/v1/tracks/{track}/stream?quality=high"
            curl -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" {address}/v1/events -d '{Play(track)}'
            """);
    }

    /// <summary>A whole play of the track that ended now, as a client would report it.</summary>
    private static string Play(string track)
    {
        var now = TimeProvider.System.GetUtcNow();
        var session = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return JsonSerializer.Serialize(new
        {
            device = new { id = "curl", type = "computer" },
            sent_at = now,
            events = (object[])
            [
                new { id = $"{session}-1", type = "start", session, track, position_ms = 0, at = now.AddSeconds(-40) },
                new { id = $"{session}-2", type = "complete", session, track, position_ms = 40000, at = now },
            ],
        });
    }
}
