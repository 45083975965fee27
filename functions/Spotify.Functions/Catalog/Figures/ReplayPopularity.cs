using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Spotify.Functions.Platform.Durable;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Figures;

/// <summary><c>POST /v1/admin/catalog/popularity</c>: an operator has popularity computed anew.</summary>
public sealed class ReplayPopularity(TimeProvider time)
{
    /// <summary>Starts the run and answers with its instance; asked for again, it is the same one, unless <c>replay</c> names another.</summary>
    /// <param name="request">The request.</param>
    /// <param name="client">Starts the orchestration.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(ReplayPopularity))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Operators", "Compute popularity anew")]
    [Query("replay", "What the operator calls the run: 1 to 40 letters, digits and hyphens.")]
    [Answers(202, typeof(StartedRun))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/admin/catalog/popularity")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(client);
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var instance = string.Create(CultureInfo.InvariantCulture, $"popularity-{today:yyyy-MM-dd}-operator");
        return await client.StartForOperatorAsync(request, nameof(ComputePopularity), instance, new PopularityInput(today), cancellationToken);
    }
}
