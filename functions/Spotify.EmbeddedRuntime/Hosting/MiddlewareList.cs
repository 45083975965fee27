using Microsoft.Azure.Functions.Worker.Middleware;

namespace Spotify.EmbeddedRuntime.Hosting;

/// <summary>The middleware of the application, outermost first.</summary>
internal sealed class MiddlewareList
{
    private readonly List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> _steps = [];

    /// <summary>Adds a step inside those added before it.</summary>
    public void Add(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> step) => _steps.Add(step);

    /// <summary>The whole pipeline around <paramref name="innermost"/>.</summary>
    public FunctionExecutionDelegate Build(FunctionExecutionDelegate innermost) =>
        _steps.AsEnumerable().Reverse().Aggregate(innermost, (next, step) => step(next));
}
