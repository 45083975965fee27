using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Spotify.EmbeddedRuntime.Hosting;

/// <summary>
/// One invocation. Everything that an invocation may not need (scope of services, items, features, id) is made when somebody asks for it,
/// because an HTTP request on the playback path asks for almost none of it.
/// </summary>
internal sealed class InvocationContext(FunctionExecutable executable, TriggerInput input, IServiceScopeFactory scopes, CancellationToken cancellationToken)
    : FunctionContext, IServiceProvidersFeature, IAsyncDisposable
{
    /// <summary>Where the worker's ASP.NET Core integration keeps the request in <see cref="FunctionContext.Items"/>.</summary>
    internal const string HttpContextKey = "HttpRequestContext";

    private string? _invocationId;
    private AsyncServiceScope? _scope;
    private IServiceProvider? _services;
    private IDictionary<object, object>? _items;
    private InvocationFeatures? _features;
    private BindingContext? _bindingContext;
    private InvocationResult? _result;
    private Dictionary<string, object?>? _inputs;

    /// <summary>The compiled function.</summary>
    public FunctionExecutable Executable { get; } = executable;

    /// <summary>What the trigger brought.</summary>
    public TriggerInput Input { get; } = input;

    /// <summary>The request, once the web middleware has handed it over.</summary>
    public HttpContext? HttpContext { get; private set; }

    /// <summary>The invocation's result as it stands.</summary>
    public object? ResultValue { get; set; }

    /// <summary>Inputs by parameter, as far as middleware has bound them.</summary>
    public Dictionary<string, object?> Inputs => _inputs ??= new(StringComparer.Ordinal);

    /// <summary>Whether middleware has bound any input.</summary>
    public bool HasInputs => _inputs is not null;

    /// <summary>The result as middleware sees it.</summary>
    public InvocationResult Result => _result ??= new OwnInvocationResult(this);

    /// <inheritdoc/>
    public override string InvocationId => _invocationId ??= Guid.NewGuid().ToString();

    /// <inheritdoc/>
    public override string FunctionId => Executable.Definition.Id;

    /// <inheritdoc/>
    public override FunctionDefinition FunctionDefinition => Executable.Definition;

    /// <inheritdoc/>
    public override TraceContext TraceContext => new OwnTraceContext(Input.TraceParent);

    /// <inheritdoc/>
    public override BindingContext BindingContext => _bindingContext ??= new OwnBindingContext(Input.BindingData);

    /// <inheritdoc/>
    public override RetryContext RetryContext => new OwnRetryContext(Input.RetryCount, Input.MaxRetryCount);

    /// <inheritdoc/>
    public override IServiceProvider InstanceServices
    {
        get => _services ??= OpenScope();
        set => _services = value;
    }

    /// <inheritdoc/>
    public override IDictionary<object, object> Items
    {
        get => _items ??= HttpContext is null ? new Dictionary<object, object>() : new Dictionary<object, object> { [HttpContextKey] = HttpContext };
        set => _items = value;
    }

    /// <inheritdoc/>
    public override IInvocationFeatures Features => _features ??= new InvocationFeatures(Result);

    /// <inheritdoc/>
    public override CancellationToken CancellationToken { get; } = cancellationToken;

    // ASP.NET Core asks for the request's services through this feature: the same scope as the invocation's, opened only when needed.
    IServiceProvider IServiceProvidersFeature.RequestServices
    {
        get => InstanceServices;
        set => InstanceServices = value;
    }

    /// <summary>Hands the request to the invocation.</summary>
    public void Attach(HttpContext httpContext)
    {
        HttpContext = httpContext;
        _items?.TryAdd(HttpContextKey, httpContext);
        httpContext.Features.Set<IServiceProvidersFeature>(this);
    }

    /// <summary>Closes the scope of services.</summary>
    public ValueTask DisposeAsync() => _scope is { } scope ? scope.DisposeAsync() : ValueTask.CompletedTask;

    private IServiceProvider OpenScope()
    {
        var scope = scopes.CreateAsyncScope();
        _scope = scope;
        return scope.ServiceProvider;
    }

    private sealed class OwnInvocationResult(InvocationContext context) : InvocationResult
    {
        public override object? Value
        {
            get => context.ResultValue;
            set => context.ResultValue = value;
        }
    }

    private sealed class OwnBindingContext(IReadOnlyDictionary<string, object> data) : BindingContext
    {
        public override IReadOnlyDictionary<string, object> BindingData => data;
    }

    private sealed class OwnRetryContext(int count, int max) : RetryContext
    {
        public override int RetryCount => count;

        public override int MaxRetryCount => max;
    }

    private sealed class OwnTraceContext(string? parent) : TraceContext
    {
        public override string TraceParent => parent ?? "";

        public override string TraceState => "";
    }
}
