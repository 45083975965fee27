using Spectre.Console;
using Spotify.Cli.Delivery;
using Spotify.Cli.Local;

namespace Spotify.Cli.Commands;

/// <summary><c>upload FOLDER</c>: delivers a folder of audio files to the running service, follows it until it is published and prints a stream URL.</summary>
internal static class UploadCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var line = new CommandLine(words, "data", "url", "label", "token");
        if (line.Rest is not [var folder])
            throw new InvalidOperationException("Name one folder: upload FOLDER [--label NAME] [--data DIR] [--url ADDRESS] [--token TOKEN].");
        var data = line["data"] ?? LocalState.DefaultFolder;
        var address = line["url"] is { } url ? new Uri(url) : LocalState.Find(data)?.Address;
        if (address is null)
            throw new InvalidOperationException("No service runs here: start one with './dev run', or name one with --url and --token.");

        var label = line["label"] ?? "my-label";
        var release = await ReleaseFolder.ReadAsync(folder, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime));
        AnsiConsole.MarkupLineInterpolated($"[bold]{release.Title}[/] by {release.Artist}: {release.Tracks.Count} tracks, as label [bold]{label}[/]");
        using var client = new DeliveryClient(address, label, line["token"] ?? LocalTokens.ForLabel(data, label));
        var outcome = await DeliveryProgress.FollowAsync(client, release, cancellationToken);
        foreach (var track in outcome.Tracks.Where(track => track.Reasons.Count > 0))
            AnsiConsole.MarkupLineInterpolated($"[yellow]{track.File}[/]: {string.Join("; ", track.Reasons.Select(reason => $"{reason.Code} {reason.Detail}"))}");
        foreach (var reason in outcome.Release.Reasons)
            AnsiConsole.MarkupLineInterpolated($"[yellow]release[/]: {reason.Code} {reason.Detail}");
        if (outcome.Tracks.FirstOrDefault(track => track.Track is not null && track.Status == "accepted") is not { } first)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]{outcome.Status}[/]: nothing was published.");
            return 1;
        }

        AnsiConsole.MarkupLineInterpolated($"[green]{outcome.Status}[/]. The first track, for an hour:");
        Console.WriteLine(await client.GetStreamUrlAsync(first.Track!, cancellationToken));
        return 0;
    }
}
