using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Spotify.EmbeddedRuntime.Hosting;

namespace Spotify.EmbeddedRuntime.Http;

/// <summary>An HTTP function's place: its trigger and its full pattern, prefix included.</summary>
/// <param name="Function">The function.</param>
/// <param name="Trigger">Its trigger.</param>
/// <param name="Pattern">The pattern that requests are matched against.</param>
/// <param name="Methods">The methods in upper case; empty is any.</param>
internal sealed record HttpRoute(FunctionDescriptor Function, HttpTriggerAttribute Trigger, RoutePattern Pattern, IReadOnlyList<string> Methods);

/// <summary>Reads the routes of all HTTP functions by the rules of the Functions host.</summary>
internal sealed class HttpRoutes : IStartupCheck
{
    private static readonly string[] Reserved = ["admin", "runtime"];

    private readonly List<HttpRoute> _routes = [];
    private readonly List<string> _problems = [];

    public HttpRoutes(FunctionCatalog catalog, IConfiguration configuration, ISettingResolver settings, ParameterPolicyFactory policies)
    {
        // The host's default; an empty prefix is a value of its own.
        var prefix = configuration[$"{HostConfiguration.Section}:extensions:http:routePrefix"] ?? "api";
        foreach (var (function, trigger) in catalog.WithTrigger<HttpTriggerAttribute>())
        {
            try
            {
                Add(function, trigger, prefix, settings, policies);
            }
            catch (Exception exception) when (exception is RoutePatternException or InvalidOperationException)
            {
                _problems.Add($"Function '{function.Name}': its route '{trigger.Route}' is not valid: {exception.Message}");
            }
        }

        FindConflicts();
    }

    /// <summary>The routes that are valid.</summary>
    public IReadOnlyList<HttpRoute> All => _routes;

    /// <inheritdoc/>
    public IEnumerable<string> FindProblems() => _problems;

    private void Add(FunctionDescriptor function, HttpTriggerAttribute trigger, string prefix, ISettingResolver settings, ParameterPolicyFactory policies)
    {
        var template = string.IsNullOrWhiteSpace(trigger.Route) ? function.Name : settings.Resolve(trigger.Route).Trim('/');
        if (Reserved.FirstOrDefault(word => template.StartsWith(word, StringComparison.OrdinalIgnoreCase)) is { } reserved)
            _problems.Add($"Function '{function.Name}': its route '{template}' begins with '{reserved}', which the Functions host keeps for itself: choose another.");
        if (trigger.AuthLevel == AuthorizationLevel.User)
            _problems.Add($"Function '{function.Name}': AuthorizationLevel.User is not supported by the host: use Anonymous with a token check, or Function.");
        var returned = Unwrap(function.Method.ReturnType);
        if (returned.GetInterfaces().Append(returned).Any(type => type.FullName == "Microsoft.AspNetCore.Mvc.IActionResult"))
            _problems.Add($"Function '{function.Name}': it returns a {returned.Name}; return an IResult instead.");

        var pattern = RoutePatternFactory.Parse(prefix.Trim('/') is { Length: > 0 } root ? $"{root}/{template}" : template);
        foreach (var part in pattern.Parameters)
        {
            foreach (var policy in part.ParameterPolicies)
                _ = policies.Create(part, policy);
        }

        _problems.AddRange(HttpParameters.FindProblems(function, pattern));
        _routes.Add(new HttpRoute(function, trigger, pattern, [.. (trigger.Methods ?? []).Select(method => method.ToUpperInvariant()).Distinct()]));
    }

    private void FindConflicts()
    {
        foreach (var same in _routes.GroupBy(route => Shape(route.Pattern)))
        {
            var methods = same.SelectMany(route => route.Methods.DefaultIfEmpty("any method").Select(method => (route.Function.Name, method)))
                .GroupBy(pair => pair.method, pair => pair.Name)
                .Where(group => group.Count() > 1);
            foreach (var group in methods)
                _problems.Add($"Functions {string.Join(", ", group.Select(name => $"'{name}'"))} all answer {group.Key} on '{same.First().Pattern.RawText}': keep one.");
        }
    }

    /// <summary>The pattern without the names of its parameters: two functions of one shape answer the same requests.</summary>
    private static string Shape(RoutePattern pattern) => string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
    {
        RoutePatternLiteralPart literal => literal.Content.ToUpperInvariant(),
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart parameter => $"{{{(parameter.IsCatchAll ? "*" : "")}:{string.Join(':', parameter.ParameterPolicies.Select(policy => policy.Content))}}}",
        _ => "",
    }))));

    private static Type Unwrap(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>))
            ? type.GetGenericArguments()[0]
            : type;
}
