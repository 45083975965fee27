namespace Spotify.EmbeddedRuntime.Hosting;

/// <summary>Invokes functions the way the worker does: a service scope, the middleware in order, the bound method.</summary>
internal interface IFunctionInvoker
{
    /// <summary>Runs one invocation to its end.</summary>
    /// <param name="function">What to invoke.</param>
    /// <param name="input">What the trigger brought.</param>
    /// <param name="cancellationToken">Cancelled at shutdown, or when an HTTP caller goes away.</param>
    /// <returns>The invocation result as the function or a middleware left it.</returns>
    /// <exception cref="Exception">Whatever passed the middleware.</exception>
    Task<object?> InvokeAsync(FunctionDescriptor function, TriggerInput input, CancellationToken cancellationToken);
}
