namespace Spotify.Functions.Ingestion.Operators;

/// <summary>A delivery of which something failed for good (kind <c>ingestion-failures</c> of the container <c>system</c>; id: label and batch), for 90 days after the last of it.</summary>
internal sealed record FailureDocument
{
    public const string Kind = "ingestion-failures";

    public string Type { get; init; } = "ingestion_failure";

    public int Version { get; init; } = 1;

    /// <summary>The run as it began: a replay works on the same manifest.</summary>
    public required IngestInput Delivery { get; init; }

    /// <summary>The orchestration of that run.</summary>
    public required string Instance { get; init; }

    /// <summary>What failed, the oldest first; only the last of very many.</summary>
    public IReadOnlyList<FailedStep> Steps { get; init; } = [];

    /// <summary>How much failed in all.</summary>
    public int Count { get; init; }

    /// <summary>The replays, the oldest first.</summary>
    public IReadOnlyList<Replay> Replays { get; init; } = [];

    /// <summary>The run that counts.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string LastInstance => Replays.Count > 0 ? Replays[^1].Instance : Instance;
}

/// <summary>A step that failed for good.</summary>
/// <param name="Instance">The orchestration.</param>
/// <param name="Step">The activity.</param>
/// <param name="Track">The track's place in the manifest, from 0; null for a step of the whole release.</param>
/// <param name="Tries">How often it was tried.</param>
/// <param name="ErrorType">The exception's type.</param>
/// <param name="Message">What it said, without secrets.</param>
/// <param name="At">When it was given up.</param>
public sealed record FailedStep(string Instance, string Step, int? Track, int Tries, string ErrorType, string Message, DateTimeOffset At);

/// <summary>A replay of a delivery.</summary>
/// <param name="Instance">The orchestration.</param>
/// <param name="Run">The run's name.</param>
/// <param name="At">When it was asked for.</param>
internal sealed record Replay(string Instance, string Run, DateTimeOffset At);
