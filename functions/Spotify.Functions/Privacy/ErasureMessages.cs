namespace Spotify.Functions.Privacy;

/// <summary>What an erasure works on. It does not name the person: history is kept longer than a person's data may be.</summary>
/// <param name="Request">The id of the request, which names the person and lives as long as the run.</param>
public sealed record ErasureInput(string Request);

/// <summary>What a sweep removed.</summary>
/// <param name="Removed">How many things, by store.</param>
public sealed record SweepResult(IReadOnlyDictionary<string, int> Removed);

/// <summary>What an erasure removed in all.</summary>
/// <param name="Request">The request.</param>
/// <param name="Sweeps">Its sweeps.</param>
public sealed record FinishErasureInput(string Request, IReadOnlyList<SweepResult> Sweeps);

/// <summary>How an erasure is getting on, as operators and the person see it.</summary>
/// <param name="Instance">The orchestration.</param>
/// <param name="Status"><c>running</c>, <c>completed</c> or <c>failed</c>.</param>
/// <param name="AskedAt">When it was asked for; null until it is done.</param>
/// <param name="FinishedAt">When it was done.</param>
/// <param name="Removed">How many things were removed, by store.</param>
internal sealed record ErasureStatus(
    string Instance, string Status, DateTimeOffset? AskedAt = null, DateTimeOffset? FinishedAt = null, IReadOnlyDictionary<string, int>? Removed = null);
