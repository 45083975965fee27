using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Platform.Telemetry.Dashboard;

/// <summary><c>GET /v1/admin/dashboard</c>: how the service feels to listeners, as live plots. The page itself has no numbers: it reads them with the operator's token.</summary>
public sealed class ShowDashboard
{
    /// <summary>Answers with the page.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(ShowDashboard))]
    [Access(AccessKind.Public)]
    [Limit(LimitKind.General)]
    [Operation("Health", "Show the dashboard", Description = "The page asks for an operator's token and keeps it until its tab is closed.")]
    [Answers(200, typeof(string), MediaType = "text/html")]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/dashboard")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return DashboardPage.Answer;
    }
}
