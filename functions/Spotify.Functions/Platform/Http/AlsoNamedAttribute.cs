using System.Text.Json.Serialization.Metadata;

namespace Spotify.Functions.Platform.Http;

/// <summary>Another name under which clients in use send a field, such as <c>positionMs</c> for <c>position_ms</c>. Answers are written under the first name alone.</summary>
/// <param name="name">The other name, as it is written in JSON.</param>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
public sealed class AlsoNamedAttribute(string name) : Attribute
{
    /// <summary>The other name.</summary>
    public string Name { get; } = name;

    /// <summary>Lets a type be read under all names of its properties; a property that takes part must have a setter.</summary>
    internal static void Apply(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
            return;
        foreach (var property in type.Properties.ToList())
        {
            foreach (var also in property.AttributeProvider?.GetCustomAttributes(typeof(AlsoNamedAttribute), inherit: true) ?? [])
            {
                var other = type.CreateJsonPropertyInfo(property.PropertyType, ((AlsoNamedAttribute)also).Name);
                other.Set = property.Set;
                other.IsSetNullable = property.IsSetNullable;
                type.Properties.Add(other);
            }
        }
    }
}
