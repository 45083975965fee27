using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Spotify.EmbeddedRuntime.Hosting;

namespace Spotify.EmbeddedRuntime.Http;

/// <summary>
/// The step that <c>ConfigureFunctionsWebApplication</c> adds: it hands the request to the invocation, lets what is inside it run, and
/// executes the result that function or middleware left. Anything but an <see cref="IResult"/> leaves an empty 200, as the real one does.
/// </summary>
internal sealed class HttpResultMiddleware(FunctionExecutionDelegate next)
{
    /// <summary>Runs the step.</summary>
    public Task InvokeAsync(FunctionContext context) =>
        context is InvocationContext { Input: HttpTriggerInput http } invocation ? ServeAsync(invocation, http) : next(context);

    private async Task ServeAsync(InvocationContext invocation, HttpTriggerInput http)
    {
        invocation.Attach(http.HttpContext);
        await next(invocation);
        if (invocation.ResultValue is IResult result)
            await result.ExecuteAsync(http.HttpContext);
        http.Completed = true;
    }
}
