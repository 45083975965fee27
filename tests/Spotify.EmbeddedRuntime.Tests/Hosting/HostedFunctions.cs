#pragma warning disable CA1822 // Instance methods on purpose: the application writes its functions so.
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.DependencyInjection;

namespace Spotify.EmbeddedRuntime.Tests.Hosting;

/// <summary>What functions and middleware of the hosting tests report.</summary>
public sealed class Trail
{
    public List<string> Steps { get; } = [];

    public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource<bool> Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>A service of one invocation.</summary>
public sealed class PerInvocation(Trail trail) : IDisposable
{
    public Guid Id { get; } = Guid.NewGuid();

    public void Dispose() => trail.Steps.Add("scope closed");
}

public sealed class HostedFunctions(Trail trail, PerInvocation service) : IDisposable
{
    [Function("Work")]
    public IResult Work([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs/{id}")] HttpRequest request, string id, FunctionContext context)
    {
        trail.Steps.Add("function " + id);
        var same = ReferenceEquals(service, context.InstanceServices.GetService<PerInvocation>())
            && ReferenceEquals(service, request.HttpContext.RequestServices.GetService<PerInvocation>())
            && ReferenceEquals(request.HttpContext, context.GetHttpContext())
            && ReferenceEquals(request.HttpContext, context.Items["HttpRequestContext"]);
        return Results.Text($"{same} {context.BindingContext.BindingData["id"]}");
    }

    [Function("Fail")]
    public IResult Fail([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => throw new InvalidDataException(request.Path);

    public void Dispose() => trail.Steps.Add("instance disposed");
}

public sealed class SlowFunctions(Trail trail)
{
    [Function("Slow")]
    public async Task<IResult> Slow([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, CancellationToken cancellationToken)
    {
        trail.Entered.SetResult();
        try
        {
            await trail.Release.Task.WaitAsync(cancellationToken);
            return Results.Text("done");
        }
        catch (OperationCanceledException)
        {
            trail.Cancelled.SetResult(true);
            throw;
        }
    }
}

public sealed class TracedFunctions
{
    [Function("Traced")]
    public IResult Traced([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        Results.Text(System.Diagnostics.Activity.Current?.TraceId.ToString() ?? "none");
}

/// <summary>Everything that must be refused at start, in one application.</summary>
public static class Wrong
{
    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class SomeInputAttribute : InputBindingAttribute;

    public sealed class Routes
    {
        [Function("Admins")]
        public IResult Admins([HttpTrigger(AuthorizationLevel.Anonymous, Route = "admin/users")] HttpRequest request) => Results.Ok();

        [Function("RuntimeStatus")]
        public IResult Named([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Results.Ok();

        [Function("Unbalanced")]
        public IResult Unbalanced([HttpTrigger(AuthorizationLevel.Anonymous, Route = "a/{id")] HttpRequest request) => Results.Ok();

        [Function("Constraint")]
        public IResult Constraint([HttpTrigger(AuthorizationLevel.Anonymous, Route = "b/{id:colour}")] HttpRequest request) => Results.Ok();

        [Function("First")]
        public IResult First([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "same/{id}")] HttpRequest request, string id) => Results.Ok(id);

        [Function("Second")]
        public IResult Second([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "Same/{name}")] HttpRequest request, string name) => Results.Ok(name);

        [Function("Stranger")]
        public IResult Stranger([HttpTrigger(AuthorizationLevel.Anonymous, Route = "c/{id}")] HttpRequest request, string other) => Results.Ok(other);

        [Function("Users")]
        public IResult Users([HttpTrigger(AuthorizationLevel.User, Route = "d")] HttpRequest request) => Results.Ok();
    }

    public sealed class Needy(Trail trail)
    {
        [Function("Needy")]
        public void Run([TimerTrigger("%NOT_SET%")] TimerInfo timer, [SomeInput] Version version) => trail.Steps.Add($"{timer}{version}");
    }

    public sealed class Triggers
    {
        [Function("NoTrigger")]
        public void None(string text) => GC.KeepAlive(text);

        [Function("TwoTriggers")]
        public void Two([TimerTrigger("0 0 0 * * *")] TimerInfo a, [HttpTrigger] HttpRequest b) => GC.KeepAlive((a, b));

        [Function("Twice")]
        public void One([TimerTrigger("0 0 0 * * *")] TimerInfo timer) => GC.KeepAlive(timer);

        [Function("twice")]
        public void Other([TimerTrigger("0 0 0 * * *")] TimerInfo timer) => GC.KeepAlive(timer);
    }
}
