using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Platform.OpenApi;

/// <summary>One HTTP function as its attributes describe it.</summary>
/// <param name="Method">The method behind it.</param>
/// <param name="Route">What the middleware knows of it.</param>
/// <param name="Path">Its address, such as <c>/v1/tracks/{id}</c>.</param>
/// <param name="Verbs">The HTTP methods, in small letters.</param>
internal sealed partial record HttpOperation(MethodInfo Method, FunctionRoute Route, string Path, IReadOnlyList<string> Verbs)
{
    /// <summary>What it does; null where the function does not say.</summary>
    public OperationAttribute? Operation { get; } = Method.GetCustomAttribute<OperationAttribute>();

    /// <summary>The names of the parameters in its address.</summary>
    public IEnumerable<string> PathParameters => PathParameter().Matches(Path).Select(match => match.Groups[1].Value);

    /// <summary>The query parameters that it looks at.</summary>
    public IEnumerable<QueryAttribute> Queries => Method.GetCustomAttributes<QueryAttribute>();

    /// <summary>The bodies that it takes: the same in several media types, or none.</summary>
    public IReadOnlyList<AcceptsAttribute> Accepts { get; } = [.. Method.GetCustomAttributes<AcceptsAttribute>()];

    /// <summary>Its answers.</summary>
    public IReadOnlyList<AnswersAttribute> Answers { get; } = [.. Method.GetCustomAttributes<AnswersAttribute>()];

    /// <summary>Its own refusals.</summary>
    public IEnumerable<RefusesAttribute> Refuses => Method.GetCustomAttributes<RefusesAttribute>();

    /// <summary>Every HTTP function of an assembly but the one that answers for all that is not there.</summary>
    public static IReadOnlyList<HttpOperation> In(Assembly assembly) =>
    [
        .. from type in assembly.GetTypes()
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
           let route = FunctionRoutes.Describe(method)
           where route is not null && !route.Template.Contains("{*", StringComparison.Ordinal)
           let trigger = method.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).First(found => found is not null)
           let operation = new HttpOperation(method, route, "/" + Constraint().Replace(route.Template.Trim('/'), "}"), [.. (trigger.Methods ?? []).Select(verb => verb.ToLowerInvariant())])
           orderby operation.Path, string.Concat(operation.Verbs)
           select operation,
    ];

    [GeneratedRegex(@"\{([^}:?]+)\??\}")]
    private static partial Regex PathParameter();

    // A route says of what form a parameter is; a description's address does not.
    [GeneratedRegex(@"(:[^}]+)?\??\}")]
    private static partial Regex Constraint();
}
