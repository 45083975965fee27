using System.Linq.Expressions;

namespace Spotify.EmbeddedRuntime.Hosting;

/// <summary>Turns whatever a function returns into a task of an object.</summary>
internal static class ResultAdapter
{
    private static readonly Task<object?> Nothing = Task.FromResult<object?>(null);

    /// <summary>The call wrapped in the adapter for its return type.</summary>
    public static Expression AsObjectTask(MethodCallExpression call)
    {
        var type = call.Type;
        if (type == typeof(void))
            return Expression.Block(call, Expression.Constant(Nothing));
        if (type == typeof(Task))
            return Expression.Call(typeof(ResultAdapter), nameof(FromTask), null, call);
        if (type == typeof(ValueTask))
            return Expression.Call(typeof(ResultAdapter), nameof(FromValueTask), null, call);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>))
            return Expression.Call(typeof(ResultAdapter), nameof(FromTaskOf), type.GetGenericArguments(), call);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>))
            return Expression.Call(typeof(ResultAdapter), nameof(FromValueTaskOf), type.GetGenericArguments(), call);
        return Expression.Call(typeof(ResultAdapter), nameof(FromValue), null, Expression.Convert(call, typeof(object)));
    }

    private static Task<object?> FromValue(object? value) => value is null ? Nothing : Task.FromResult<object?>(value);

    private static async Task<object?> FromTask(Task task)
    {
        await task;
        return null;
    }

    private static async Task<object?> FromTaskOf<T>(Task<T> task) => await task;

    private static async Task<object?> FromValueTask(ValueTask task)
    {
        await task;
        return null;
    }

    private static async Task<object?> FromValueTaskOf<T>(ValueTask<T> task) => await task;
}
