using Microsoft.AspNetCore.Http;
using Spotify.Core.Royalties;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Royalties.Rights;

/// <summary>How changes of rights are answered.</summary>
internal static class RightsAnswers
{
    /// <summary>The largest body, in bytes.</summary>
    public const long MaxBytes = 1024 * 1024;

    /// <summary>The refusal of what is wrong by itself; null for nothing. Everything is told at once.</summary>
    public static IResult? Refusal(IReadOnlyList<RightsFault> faults) =>
        faults.Count == 0 ? null : ApiErrors.InvalidRequest(string.Join("; ", faults.Select(fault => $"'{fault.Field}' {fault.Detail}")) + ".");

    /// <summary>The answer to a change: what holds now, or why it may not be.</summary>
    public static IResult Of<T>(Change<T> change) => change.Version is { } version ? ApiResults.Json(version) : ApiErrors.Conflict(change.Refusal!);

    /// <summary>What there is, or that there is nothing.</summary>
    public static IResult Found<T>(T? found, string message)
        where T : class => found is null ? ApiErrors.NotFound(message) : ApiResults.Json(found);
}
