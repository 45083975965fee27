using Spectre.Console;

namespace Spotify.Cli.Delivery;

/// <summary>Delivers a release and shows, file by file, how far it has got until the service has answered.</summary>
internal static class DeliveryProgress
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Delivers and follows.</summary>
    /// <returns>The service's answer.</returns>
    /// <exception cref="InvalidOperationException">The service or the storage refused; the message is its own.</exception>
    public static async Task<DeliveryOutcome> FollowAsync(DeliveryClient client, ReleaseFolder release, CancellationToken cancellationToken) =>
        await AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new ElapsedTimeColumn(), new SpinnerColumn())
            .StartAsync(async display =>
            {
                var lines = release.Tracks.ToDictionary(track => track.File, track => display.AddTask($"[grey]waiting[/]    {Markup.Escape(track.Title)}", maxValue: 1));
                var batch = await client.DeliverAsync(
                    release,
                    (file, sent, total) =>
                    {
                        if (!lines.TryGetValue(file, out var line))
                            return;
                        line.Value = sent / (double)Math.Max(1, total) / 2;
                        line.Description = $"[blue]uploading[/]  {Title(release, file)}";
                    },
                    cancellationToken);

                // Delivered names differ from the folder's; both lists are in the release's order.
                var byDelivered = release.Tracks.ToDictionary(DeliveryClient.DeliveredName, track => track.File);
                using var timer = new PeriodicTimer(PollInterval);
                while (true)
                {
                    var status = await client.GetStatusAsync(batch, cancellationToken);
                    foreach (var track in status.Tracks ?? [])
                    {
                        if (byDelivered.TryGetValue(track.File, out var file))
                            Show(lines[file], track.Stage, Title(release, file));
                    }

                    if (status.Acknowledgement is { } outcome)
                    {
                        foreach (var track in outcome.Tracks)
                        {
                            if (byDelivered.TryGetValue(track.File, out var file))
                                Show(lines[file], track.Status, Title(release, file));
                        }

                        return outcome;
                    }

                    await timer.WaitForNextTickAsync(cancellationToken);
                }
            });

    private static void Show(ProgressTask line, string stage, string title)
    {
        var (value, colour) = stage switch
        {
            "accepted" or "published" => (1.0, "green"),
            "rejected" => (1.0, "red"),
            "processed" or "ready" => (0.9, "aqua"),
            "waiting" or "queued" => (0.5, "grey"),
            _ => (0.7, "yellow"),
        };
        line.Value = Math.Max(line.Value, value);
        line.Description = $"[{colour}]{Markup.Escape(stage),-10}[/] {title}";
    }

    private static string Title(ReleaseFolder release, string file) => Markup.Escape(release.Tracks.First(track => track.File == file).Title);
}
