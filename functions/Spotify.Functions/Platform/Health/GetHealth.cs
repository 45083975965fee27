using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Edge;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;
using Spotify.Functions.Platform.Resilience;
using Spotify.Functions.Platform.Resilience.Faults;

namespace Spotify.Functions.Platform.Health;

/// <summary><c>GET /v1/admin/health</c>: how this instance gets on with what it stands on.</summary>
public sealed class GetHealth(Readiness readiness, Pipelines pipelines, EdgeState edge, FaultPlan faults)
{
    /// <summary>Tells of checks, circuits, the edge and faults on purpose.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    [Function(nameof(GetHealth))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Operators", "Tell how an instance gets on with its dependencies", Description = "Circuits are each instance's own: the answer is of the one that was asked.")]
    [Answers(200, typeof(HealthReport))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/health")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var report = await readiness.GetAsync().WaitAsync(cancellationToken);
        return ApiResults.Json(new HealthReport(
            report.Status,
            report.Checks,
            edge.Use,
            [.. pipelines.Circuits.Select(one => new DependencyState(one.Dependency.NameOf(), one.State, faults.Find(one.Dependency)?.Kind))]));
    }
}

/// <summary>How an instance gets on with what it stands on.</summary>
/// <param name="Status">Ready when every check is.</param>
/// <param name="Checks">Each check's state, by name.</param>
/// <param name="Edge">Whether addresses lead through the edge.</param>
/// <param name="Dependencies">Each dependency's circuit.</param>
public sealed record HealthReport(ReadinessStatus Status, IReadOnlyList<ReadinessState> Checks, EdgeUse Edge, IReadOnlyList<DependencyState> Dependencies);

/// <summary>A dependency as an instance sees it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Circuit">Its circuit.</param>
/// <param name="Fault">The fault that was put on it on purpose; null for none.</param>
public sealed record DependencyState(string Name, CircuitState Circuit, FaultKind? Fault);
