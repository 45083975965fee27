using System.Text.Json.Serialization;

namespace Spotify.Functions.Ingestion.Operators;

/// <summary>A delivery of which something failed for good (kind <c>ingestion-failures</c> of the container <c>system</c>; id: label and batch), for 90 days after the last of it.</summary>
internal sealed record FailureDocument
{
    public const string Kind = "ingestion-failures";

    public string Type { get; init; } = "ingestion_failure";

    public int Version { get; init; } = 1;

    public required string Label { get; init; }

    public required string Batch { get; init; }

    /// <summary>The orchestration that failed first; its id ends with the name of its run.</summary>
    public required string Instance { get; init; }

    /// <summary>What failed, the oldest first; only the last of very many.</summary>
    public IReadOnlyList<FailedStep> Steps { get; init; } = [];

    /// <summary>How much failed in all.</summary>
    public int Count { get; init; }

    /// <summary>The replays, the oldest first.</summary>
    public IReadOnlyList<Replay> Replays { get; init; } = [];

    /// <summary>The orchestration that counts.</summary>
    [JsonIgnore]
    public string LastInstance => Replays.Count > 0 ? Replays[^1].Instance : Instance;

    /// <summary>Whether something of the orchestration that counts failed.</summary>
    [JsonIgnore]
    public bool HasLastFailed => Steps.Any(step => step.Instance == LastInstance);
}

/// <summary>A step that failed for good.</summary>
/// <param name="Instance">The orchestration of the whole delivery.</param>
/// <param name="Run">The run of the release.</param>
/// <param name="Step">The activity.</param>
/// <param name="Track">The track's place in the manifest, from 0; null for a step of the whole release.</param>
/// <param name="Tries">How often it was tried.</param>
/// <param name="ErrorType">The exception's type.</param>
/// <param name="Message">What it said, without secrets.</param>
/// <param name="At">When it was given up.</param>
public sealed record FailedStep(string Instance, string Run, string Step, int? Track, int Tries, string ErrorType, string Message, DateTimeOffset At);

/// <summary>A replay of a delivery.</summary>
/// <param name="Instance">The orchestration.</param>
/// <param name="At">When it was asked for.</param>
internal sealed record Replay(string Instance, DateTimeOffset At);
