using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Spotify.Functions.Platform.Durable;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Recommendations.Experiments;

/// <summary><c>POST /v1/admin/experiments/measure?replay=</c>: an operator has experiments measured now.</summary>
public sealed class MeasureNow(TimeProvider time)
{
    /// <summary>Starts <see cref="MeasureExperiments"/>.</summary>
    /// <param name="request">The request; <c>replay</c> names another run of a day that was measured.</param>
    /// <param name="client">Starts the orchestration.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(MeasureNow))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Recommendations", "Measure experiments")]
    [Query("replay", "A name for another run of what has run.")]
    [Answers(202, typeof(StartedRun))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/admin/experiments/measure")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var now = time.GetUtcNow();
        return await client.StartForOperatorAsync(
            request, nameof(MeasureExperiments), StartMeasuring.InstanceOf(now), new MeasuringInput(now, request.HttpContext.GetCaller().Subject), cancellationToken);
    }
}
