using System.Linq.Expressions;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Spotify.EmbeddedRuntime.Hosting;

namespace Spotify.EmbeddedRuntime.Http;

/// <summary>Binds parameters as the worker's ASP.NET Core integration does: the request itself, and route values by name. Nothing else: no query, no body, no services.</summary>
internal static class HttpParameters
{
    /// <summary>The expression for a parameter, or null when the request does not supply it.</summary>
    public static Expression? TryBind(FunctionDescriptor function, ParameterInfo parameter, Expression context)
    {
        if (parameter.ParameterType == typeof(HttpRequest))
            return Expression.Call(typeof(HttpParameters), nameof(Request), null, context);
        if (parameter.ParameterType == typeof(string))
            return Expression.Call(typeof(HttpParameters), nameof(RouteText), null, context, Expression.Constant(parameter.Name));
        return TextConversion.CanConvertTo(parameter.ParameterType)
            ? Expression.Call(typeof(HttpParameters), nameof(RouteValue), [parameter.ParameterType], context, Expression.Constant(parameter))
            : null;
    }

    /// <summary>What is wrong with the parameters of a function on this route.</summary>
    public static IEnumerable<string> FindProblems(FunctionDescriptor function, RoutePattern route)
    {
        if (function.TriggerParameter.ParameterType != typeof(HttpRequest))
            yield return $"Function '{function.Name}': the parameter with [HttpTrigger] is a {function.TriggerParameter.ParameterType}; it must be an HttpRequest.";
        foreach (var parameter in function.Method.GetParameters())
        {
            if (parameter == function.TriggerParameter || parameter.HasDefaultValue || IsKnown(parameter))
                continue;
            if (route.GetParameter(parameter.Name!) is not { } part)
                yield return $"Function '{function.Name}': parameter '{parameter.Name}' is not in the route '{route.RawText}', so nothing supplies it.";
            else if (!TextConversion.CanConvertTo(parameter.ParameterType))
                yield return $"Function '{function.Name}': the route value '{part.Name}' cannot become a {parameter.ParameterType}.";
        }
    }

    private static bool IsKnown(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(FunctionContext)
        || parameter.ParameterType == typeof(CancellationToken)
        || parameter.ParameterType == typeof(HttpRequest)
        || parameter.GetCustomAttribute<Microsoft.Azure.Functions.Worker.Extensions.Abstractions.InputBindingAttribute>() is not null;

    private static HttpRequest Request(InvocationContext context) => context.HttpContext!.Request;

    private static string? RouteText(InvocationContext context, string name) => context.HttpContext!.Request.RouteValues[name] as string;

    private static T? RouteValue<T>(InvocationContext context, ParameterInfo parameter)
    {
        var value = context.HttpContext!.Request.RouteValues[parameter.Name!];
        return value is null && parameter.HasDefaultValue
            ? (T?)parameter.DefaultValue
            : TextConversion.To<T>(value, context.FunctionDefinition.Name, parameter.Name!);
    }
}
