using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Telemetry.Live;

/// <summary>Looks through the last complete hour for what departs from its own history.</summary>
public sealed class FindAnomalies(AnomalyWatch watch)
{
    // Ten minutes past the hour, so that the hour's events are in.
    private const string Hourly = "0 10 * * * *";

    /// <summary>Runs once an hour; a repeat finds what it found before.</summary>
    [Function("FindAnomalies")]
    public Task Run([TimerTrigger(Hourly)] TimerInfo timer, CancellationToken cancellationToken) => watch.RunAsync(cancellationToken);
}
