using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Options;
using Spotify.Functions.Platform.Flags;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;

namespace Spotify.Functions.Platform.Shedding;

/// <summary>
/// Refuses what can wait while an instance has more requests under way than it can do: recommendations first, then searches, then everything that music can play without. Playback, its
/// events, tokens, operators and health are never refused here.
/// </summary>
internal sealed class LoadShedGate : IFunctionsWorkerMiddleware
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly FunctionRoutes _routes;
    private readonly ShedMetrics _metrics;
    private readonly IFlags? _flags;
    private readonly int[] _most;

    public LoadShedGate(FunctionRoutes routes, IOptions<ShedOptions> options, ShedMetrics metrics, IFlags? flags = null)
    {
        (_routes, _metrics, _flags) = (routes, metrics, flags);
        _most = Array.ConvertAll(Enum.GetValues<LimitKind>(), kind => MostOf(kind, options.Value));
    }

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var route = _routes.Of(context);
        if (_metrics.Begin() > _most[(int)route.Limit] || IsSwitchedOff(route.Limit))
        {
            _metrics.End();
            _metrics.Refused(route.Limit);
            context.GetInvocationResult().Value = ApiErrors.For(route, ApiErrors.DependencyUnavailable("The service is busy and keeps music playing first: try again in a few seconds.", RetryAfter));
            return;
        }

        try
        {
            await next(context);
        }
        finally
        {
            _metrics.End();
        }
    }

    // Nobody has looked at the token yet, so a share of listeners is no matter here: off is off for all.
    private bool IsSwitchedOff(LimitKind kind) => kind switch
    {
        LimitKind.Search => _flags?.IsOn(FlagNames.Search) == false,
        LimitKind.Recommendations => _flags?.IsOn(FlagNames.Recommendations) == false,
        _ => false,
    };

    /// <summary>How many requests may be under way for one of a kind to be among them.</summary>
    internal static int MostOf(LimitKind kind, ShedOptions options)
    {
        if (options.Off.Split(',').Contains(kind switch { LimitKind.Recommendations => "recommendations", LimitKind.Search => "search", _ => "-" }))
            return 0;
        if (options.Capacity == 0)
            return int.MaxValue;
        return kind switch
        {
            LimitKind.Recommendations => options.Capacity / 2,
            LimitKind.Search => (int)(options.Capacity * 2L / 3),
            LimitKind.General or LimitKind.LibraryWrites => (int)(options.Capacity * 5L / 6),
            _ => int.MaxValue,
        };
    }
}
