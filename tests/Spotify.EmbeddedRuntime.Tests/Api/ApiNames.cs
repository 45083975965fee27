using System.Reflection;

namespace Spotify.EmbeddedRuntime.Tests.Api;

/// <summary>Writes types as C# does, with the outermost nullability, which is the one that the listing shows.</summary>
public static class ApiNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(double)] = "double",
        [typeof(float)] = "float",
        [typeof(byte)] = "byte",
        [typeof(decimal)] = "decimal",
    };

    /// <summary>The name of a type with its arguments.</summary>
    public static string Of(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (type.IsArray)
            return Of(type.GetElementType()!) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } value)
            return Of(value) + "?";
        var nesting = type.IsNested && !type.IsGenericParameter ? Of(type.DeclaringType!) + "." : "";
        return nesting + Simple(type) + (type.IsGenericType ? $"<{string.Join(", ", type.GetGenericArguments().Select(Of))}>" : "");
    }

    /// <summary>The name alone.</summary>
    public static string Simple(Type type) => type.Name.Split('`')[0];

    /// <summary>A method's name with its type parameters.</summary>
    public static string Method(MethodInfo method) =>
        method.Name + (method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Of))}>" : "");

    /// <summary>What a method returns.</summary>
    public static string Return(MethodInfo method) => Annotated(method.ReturnType, method.ReturnParameter);

    /// <summary>The type with a question mark where the member or parameter may be null.</summary>
    public static string Annotated(Type type, ICustomAttributeProvider place)
    {
        var plain = type.IsByRef ? type.GetElementType()! : type;
        return Of(plain) + (!plain.IsValueType && Flag(place) == 2 ? "?" : "");
    }

    private static byte Flag(ICustomAttributeProvider place)
    {
        if (Read(place, "NullableAttribute") is { } own)
            return own;
        for (var around = Around(place); around is not null; around = Around(around))
        {
            if (Read(around, "NullableContextAttribute") is { } context)
                return context;
        }

        return 0;
    }

    private static ICustomAttributeProvider? Around(ICustomAttributeProvider place) => place switch
    {
        ParameterInfo parameter => parameter.Member,
        PropertyInfo { GetMethod: { } getter } => getter,
        Type type => type.DeclaringType is { } outer ? outer : type.Module,
        MemberInfo member => member.DeclaringType,
        _ => null,
    };

    private static byte? Read(ICustomAttributeProvider place, string attribute)
    {
        var data = place switch
        {
            ParameterInfo parameter => parameter.GetCustomAttributesData(),
            MemberInfo member => member.GetCustomAttributesData(),
            Module module => module.GetCustomAttributesData(),
            _ => [],
        };
        var argument = data.FirstOrDefault(candidate => candidate.AttributeType.Name == attribute)?.ConstructorArguments[0];
        return argument?.Value switch
        {
            byte flag => flag,
            IReadOnlyCollection<CustomAttributeTypedArgument> flags => (byte)flags.First().Value!,
            _ => null,
        };
    }
}
