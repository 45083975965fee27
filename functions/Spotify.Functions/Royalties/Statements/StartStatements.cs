using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Durable;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Royalties.Statements;

/// <summary><c>POST /v1/admin/royalties/{period}/statements?replay=</c>: an operator has the files of an approved month written for all labels.</summary>
public sealed class StartStatements(StatementDelivery delivery)
{
    /// <summary>Starts <see cref="DeliverStatements"/>, unless it runs or has run.</summary>
    /// <param name="request">The request; <c>replay</c> names another run.</param>
    /// <param name="period">The month, <c>yyyy-MM</c>.</param>
    /// <param name="client">Starts the orchestration.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(StartStatements))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Royalties", "Write the statements of a month", Description = "A CSV for each party of a label, and a sales report of DDEX for each country and product.")]
    [Query("replay", "A name for another run of what has run.")]
    [Answers(202, typeof(StartedRun))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(409, ErrorReason.Conflict)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/admin/royalties/{period}/statements")] HttpRequest request,
        string period,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!AccountingPeriod.IsValid(period))
            return ApiErrors.InvalidPeriod();
        if (await delivery.FindReasonNotToDeliverAsync(period, cancellationToken) is { } reason)
            return ApiErrors.Conflict(reason);
        return await client.StartForOperatorAsync(request, nameof(DeliverStatements), StatementDelivery.InstanceOf(period), new DeliverInput(period), cancellationToken);
    }
}
