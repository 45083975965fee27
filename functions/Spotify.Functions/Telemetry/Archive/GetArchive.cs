using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Telemetry.Archive;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Telemetry.Archive;

/// <summary><c>GET /v1/admin/archive?date=</c>: how the hours of a day stand.</summary>
public sealed class GetArchive(ArchiveAudit audit)
{
    /// <summary>Answers with each hour of each hub in which something was sent.</summary>
    /// <param name="request">The request; <c>date</c> is the day of receipt.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("GetArchive")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Operators", "Look at a day of the archive")]
    [Query("date", "The day of receipt, such as 2026-11-20.", IsRequired = true)]
    [Answers(200, typeof(ArchiveDay))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/archive")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ArchiveHour.TryParseDate(request.Query["date"], out var date)
            ? ApiResults.Json(new ArchiveDay(ArchiveHour.TextOf(date), await audit.ListAsync(date, cancellationToken)))
            : ApiErrors.InvalidRequest("'date' must be a day of the form 2026-11-20, in UTC.");
    }
}

/// <summary>The answer.</summary>
internal sealed record ArchiveDay(string Date, IReadOnlyList<ArchiveHourView> Hours);
