using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Limits;

namespace Spotify.Functions.Platform.Http;

/// <summary>Looks every function up once, by its id: reflection has no place on a request's path.</summary>
internal sealed class FunctionRoutes
{
    private readonly ConcurrentDictionary<string, FunctionRoute> _routes = new(StringComparer.Ordinal);

    public FunctionRoute Of(FunctionContext context) =>
        _routes.TryGetValue(context.FunctionId, out var route) ? route : _routes.GetOrAdd(context.FunctionId, static (_, definition) => Describe(definition), context.FunctionDefinition);

    /// <summary>What a function's method says of itself; null where it is no HTTP function.</summary>
    public static FunctionRoute? Describe(MethodInfo method)
    {
        var trigger = method.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(found => found is not null);
        var name = method.GetCustomAttribute<FunctionAttribute>()?.Name;
        if (trigger is null || name is null)
            return null;
        var access = method.GetCustomAttribute<AccessAttribute>();
        return new FunctionRoute(name, trigger.Route ?? name, access?.Kind, access?.Scope)
        {
            ByAddress = access?.ByAddress == true,
            IsAudited = access?.IsAudited == true,
            Limit = method.GetCustomAttribute<LimitAttribute>()?.Kind ?? LimitKind.General,
            TimeLimit = method.GetCustomAttribute<TimeLimitAttribute>() is { } limit ? TimeSpan.FromSeconds(limit.Seconds) : null,
        };
    }

    private static FunctionRoute Describe(FunctionDefinition definition)
    {
        var cut = definition.EntryPoint.LastIndexOf('.');
        var assembly = Path.GetFileNameWithoutExtension(definition.PathToAssembly);
        var method = AppDomain.CurrentDomain.GetAssemblies()
            .FirstOrDefault(loaded => loaded.GetName().Name == assembly)?
            .GetType(definition.EntryPoint[..cut])?
            .GetMethod(definition.EntryPoint[(cut + 1)..]);
        // A function that cannot be found says nothing about access, and so answers nobody.
        return (method is null ? null : Describe(method)) ?? new FunctionRoute(definition.Name, definition.Name, null);
    }
}
