namespace Spotify.Functions.Platform.Health;

/// <summary>Whether the application can do its work.</summary>
/// <param name="Status">Ready when every check is.</param>
/// <param name="Checks">Each check's state, by name.</param>
public sealed record ReadinessReport(ReadinessStatus Status, IReadOnlyList<ReadinessState> Checks);

/// <summary>One check's state. What exactly went wrong is in the log, not in a public answer.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Status">Its state.</param>
/// <param name="DurationMs">How long the answer took, in milliseconds.</param>
public sealed record ReadinessState(string Name, ReadinessStatus Status, long DurationMs);

/// <summary>The states. JSON: <c>ready not_ready timed_out</c>.</summary>
public enum ReadinessStatus
{
    /// <summary>It answered.</summary>
    Ready = 0,

    /// <summary>It failed.</summary>
    NotReady = 1,

    /// <summary>It did not answer within two seconds.</summary>
    TimedOut = 2,
}
