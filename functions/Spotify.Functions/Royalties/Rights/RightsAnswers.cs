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

    /// <summary>The refusal of a caller who is neither the artist nor an operator; null for those.</summary>
    public static IResult? Stranger(Caller caller, string artist) => caller.Artist == artist || caller.IsAdmin
        ? null
        : ApiErrors.Forbidden(ErrorReason.ScopeMissing, "This route is for the artist himself: use a token whose claim artist names him.");

    /// <summary>A side as addresses name it; null for any other text.</summary>
    public static RoyaltySide? SideOf(string side) => side switch { "master" => RoyaltySide.Master, "publishing" => RoyaltySide.Publishing, _ => null };
}
