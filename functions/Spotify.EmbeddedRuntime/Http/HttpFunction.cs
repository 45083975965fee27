using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Spotify.EmbeddedRuntime.Hosting;

namespace Spotify.EmbeddedRuntime.Http;

/// <summary>One HTTP function behind its endpoint.</summary>
internal sealed partial class HttpFunction(
    FunctionExecutable executable, AuthorizationLevel level, FunctionInvoker invoker, FunctionKeys keys, ILogger logger)
{
    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        if (level != AuthorizationLevel.Anonymous && !keys.Allow(http.Request, executable.Function.Name, level))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var input = new HttpTriggerInput(http);
        try
        {
            await invoker.InvokeAsync(executable, input, http.RequestAborted);
            if (input.Completed)
                return;
            LogStranded(executable.Function.Name);
            Fail(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
            http.Abort();
        }
#pragma warning disable CA1031 // The last boundary of a request: whatever passed the middleware is logged and answered without detail.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(exception, executable.Function.Name);
            Fail(http);
        }
    }

    private static void Fail(HttpContext http)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        http.Response.Clear();
        http.Response.StatusCode = StatusCodes.Status500InternalServerError;
    }

    [LoggerMessage(1, LogLevel.Error, "Function '{Function}' failed: its exception passed all middleware, the answer is an empty 500.")]
    private partial void LogFailed(Exception exception, string function);

    [LoggerMessage(2, LogLevel.Error, "Function '{Function}' was not answered: a middleware registered before ConfigureFunctionsWebApplication ended the "
        + "invocation. On Azure the request would hang; register that middleware afterwards.")]
    private partial void LogStranded(string function);
}
