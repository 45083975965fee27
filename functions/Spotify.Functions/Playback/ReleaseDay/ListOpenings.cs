using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Telemetry.Archive;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Playback.ReleaseDay;

/// <summary><c>GET /v1/admin/releases/openings?date=</c>: which releases open on a day, and what of them was read ahead.</summary>
public sealed class ListOpenings(Embargoes embargoes)
{
    /// <summary>Answers with an <see cref="OpeningsView"/>.</summary>
    /// <param name="request">The request; <c>date</c> is the day, in UTC.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(ListOpenings))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Operators", "See which releases open on a day, and what of them was read ahead")]
    [Query("date", "The day in UTC, such as 2026-11-20.", IsRequired = true)]
    [Answers(200, typeof(OpeningsView))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/releases/openings")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!ArchiveHour.TryParseDate(request.Query["date"], out var date))
            return ApiErrors.InvalidRequest("'date' must be a day of the form 2026-11-20, in UTC.");
        var day = new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var found = await embargoes.ReadAsync(day, day.AddDays(1), cancellationToken);
        return ApiResults.Json(new OpeningsView(ArchiveHour.TextOf(date), [.. found.Select(one => new OpeningView(one.AlbumId, one.At, one.Warmed))]));
    }
}

/// <summary>The answer.</summary>
/// <param name="Date">The day.</param>
/// <param name="Items">Releases in the order of their moments.</param>
public sealed record OpeningsView(string Date, IReadOnlyList<OpeningView> Items);

/// <summary>A release that opens.</summary>
/// <param name="Album">The album.</param>
/// <param name="At">When.</param>
/// <param name="Warmed">What was read ahead through the edge; null where nothing was, yet.</param>
public sealed record OpeningView(string Album, DateTimeOffset At, WarmingReport? Warmed);
