using System.Reflection;
using System.Runtime.CompilerServices;

namespace Spotify.EmbeddedRuntime.Tests.Api;

/// <summary>Writes the public types of an assembly as the reference listing writes them.</summary>
public static class ApiReflection
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The public types of the namespaces that begin with one of the given words.</summary>
    public static IEnumerable<ApiType> Read(Assembly assembly, params string[] roots) =>
        from type in assembly.GetExportedTypes()
        where type.Namespace is { } space && roots.Any(root => space == root || space.StartsWith(root + ".", StringComparison.Ordinal))
        orderby type.FullName
        select Describe(type);

    /// <summary>One type.</summary>
    public static ApiType Describe(Type type)
    {
        var name = $"{type.Namespace}.{ApiNames.Of(type)}";
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            var invoke = type.GetMethod("Invoke")!;
            return new ApiType(name, "delegate", [], [$"{ApiNames.Return(invoke)} {ApiNames.Of(type)}({Parameters(invoke)})"]);
        }

        if (type.IsEnum)
            return new ApiType(name, "enum", [], [.. Enum.GetValues(type).Cast<object>().Select(value => $"{value}={Convert.ToInt64(value, null)}")]);
        return new ApiType(name, Kind(type), [.. Bases(type)], [.. Members(type)]);
    }

    private static string Kind(Type type) => type switch
    {
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static IEnumerable<string> Bases(Type type)
    {
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType))
            yield return ApiNames.Of(parent);
        var inherited = type.BaseType?.GetInterfaces() ?? [];
        foreach (var implemented in type.GetInterfaces().Except(inherited))
        {
            // The listing leaves out what the compiler adds to records, and the equality of structs.
            if (!implemented.IsGenericType || implemented.GetGenericTypeDefinition() != typeof(IEquatable<>))
                yield return ApiNames.Of(implemented);
        }
    }

    private static IEnumerable<string> Members(Type type)
    {
        foreach (var constructor in type.GetConstructors(Declared).Where(IsVisible))
            yield return $"{Access(constructor)} {ApiNames.Simple(type)}({Parameters(constructor)})";
        foreach (var field in type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly))
        {
            var modifiers = field.IsLiteral ? "const " : (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "");
            yield return $"{(field.IsPublic ? "public" : "protected")} {modifiers}{ApiNames.Annotated(field.FieldType, field)} {field.Name}";
        }

        foreach (var property in type.GetProperties(Declared).Where(property => property.GetAccessors(true).Any(IsVisible)))
            yield return Property(type, property);
        foreach (var method in type.GetMethods(Declared).Where(method => IsVisible(method) && !method.IsSpecialName && !IsOwnOfEveryRecord(method)))
            yield return $"{Access(method)} {Modifiers(type, method)}{ApiNames.Return(method)} {ApiNames.Method(method)}({Parameters(method)})";
    }

    private static string Property(Type type, PropertyInfo property)
    {
        var accessors = property.GetAccessors(true).Where(IsVisible).ToList();
        var leading = accessors.FirstOrDefault(accessor => accessor.IsPublic) ?? accessors[0];
        var words = "";
        if (property.GetMethod is { } getter && IsVisible(getter))
            words += "get; ";
        if (property.SetMethod is { } setter && IsVisible(setter))
            words += setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init; " : "set; ";
        return $"{Access(leading)} {Modifiers(type, leading)}{ApiNames.Annotated(property.PropertyType, property)} {property.Name} {{ {words}}}";
    }

    private static string Modifiers(Type type, MethodBase method) => method switch
    {
        { IsStatic: true } => "static ",
        _ when type.IsInterface => "",
        { IsAbstract: true } => "abstract ",
        { IsVirtual: true, IsFinal: false } when !type.IsSealed => "virtual ",
        _ => "",
    };

    private static string Parameters(MethodBase method)
    {
        var extension = method.IsDefined(typeof(ExtensionAttribute), false);
        return string.Join(", ", method.GetParameters().Select(parameter =>
            (extension && parameter.Position == 0 ? "this " : "")
            + (parameter.IsDefined(typeof(ParamArrayAttribute), false) ? "params " : "")
            + (parameter.IsOut ? "out " : "")
            + $"{ApiNames.Annotated(parameter.ParameterType, parameter)} {parameter.Name}"
            + (parameter.HasDefaultValue ? $" = {Default(parameter)}" : "")));
    }

    private static string Default(ParameterInfo parameter) => parameter.DefaultValue switch
    {
        null => "default",
        bool truth => truth ? "true" : "false",
        string text => $"\"{text}\"",
        var value => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
    };

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Access(MethodBase method) => method.IsPublic ? "public" : "protected";

    // The listing has neither operators nor what every object or record has.
    private static bool IsOwnOfEveryRecord(MethodInfo method) =>
        method.Name is "ToString" or "GetHashCode" or "Equals" or "PrintMembers" or "<Clone>$";
}
