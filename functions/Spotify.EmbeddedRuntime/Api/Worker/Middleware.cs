namespace Microsoft.Azure.Functions.Worker.Middleware
{
    /// <summary>One step of an invocation: the rest of the pipeline.</summary>
    /// <param name="context">The invocation.</param>
    public delegate Task FunctionExecutionDelegate(FunctionContext context);

    /// <summary>A step around every invocation.</summary>
    public interface IFunctionsWorkerMiddleware
    {
        /// <summary>Runs the step; calls <paramref name="next"/> to go on, or not to end the invocation here.</summary>
        /// <param name="context">The invocation.</param>
        /// <param name="next">The rest of the pipeline.</param>
        public Task Invoke(FunctionContext context, FunctionExecutionDelegate next);
    }
}

namespace Microsoft.Azure.Functions.Worker
{
    using Microsoft.Azure.Functions.Worker.Middleware;
    using Microsoft.Extensions.DependencyInjection;

    /// <summary>Composes the worker: its services and its middleware.</summary>
    public interface IFunctionsWorkerApplicationBuilder
    {
        /// <summary>The services of the application.</summary>
        public IServiceCollection Services { get; }

        /// <summary>Adds a step to the pipeline, inside those added before it.</summary>
        /// <param name="middleware">Makes the step from the rest of the pipeline.</param>
        /// <returns>The builder.</returns>
        public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware);
    }
}

namespace Microsoft.Extensions.Hosting
{
    using Microsoft.Azure.Functions.Worker;
    using Microsoft.Azure.Functions.Worker.Middleware;
    using Microsoft.Extensions.DependencyInjection;

    /// <summary>Adds middleware by type or as a lambda, for every invocation or for some.</summary>
    public static class MiddlewareWorkerApplicationBuilderExtensions
    {
        /// <summary>Adds a middleware that the container makes once.</summary>
        /// <typeparam name="T">The middleware.</typeparam>
        /// <param name="builder">The worker.</param>
        /// <returns>The builder.</returns>
        public static IFunctionsWorkerApplicationBuilder UseMiddleware<T>(this IFunctionsWorkerApplicationBuilder builder)
            where T : class, IFunctionsWorkerMiddleware
        {
            builder.Services.AddSingleton<T>();
            return builder.Use(next => context => context.InstanceServices.GetRequiredService<T>().Invoke(context, next));
        }

        /// <summary>Adds a middleware that the container makes once, for the invocations that <paramref name="predicate"/> picks.</summary>
        /// <typeparam name="T">The middleware.</typeparam>
        /// <param name="builder">The worker.</param>
        /// <param name="predicate">Picks the invocations.</param>
        /// <returns>The builder.</returns>
        public static IFunctionsWorkerApplicationBuilder UseWhen<T>(this IFunctionsWorkerApplicationBuilder builder, Func<FunctionContext, bool> predicate)
            where T : class, IFunctionsWorkerMiddleware
        {
            builder.Services.AddSingleton<T>();
            return builder.Use(next => context =>
                predicate(context) ? context.InstanceServices.GetRequiredService<T>().Invoke(context, next) : next(context));
        }

        /// <summary>Adds a middleware written as a lambda.</summary>
        /// <param name="builder">The worker.</param>
        /// <param name="middleware">The step; its second argument goes on.</param>
        /// <returns>The builder.</returns>
        public static IFunctionsWorkerApplicationBuilder UseMiddleware(
            this IFunctionsWorkerApplicationBuilder builder, Func<FunctionContext, Func<Task>, Task> middleware) =>
            builder.Use(next => context => middleware(context, () => next(context)));

        /// <summary>Adds a middleware written as a lambda, for the invocations that <paramref name="predicate"/> picks.</summary>
        /// <param name="builder">The worker.</param>
        /// <param name="predicate">Picks the invocations.</param>
        /// <param name="middleware">The step; its second argument goes on.</param>
        /// <returns>The builder.</returns>
        public static IFunctionsWorkerApplicationBuilder UseWhen(
            this IFunctionsWorkerApplicationBuilder builder, Func<FunctionContext, bool> predicate, Func<FunctionContext, Func<Task>, Task> middleware) =>
            builder.Use(next => context => predicate(context) ? middleware(context, () => next(context)) : next(context));
    }
}
