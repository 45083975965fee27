using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Spotify.Functions.Platform.OpenApi;

/// <summary>The comments in the source, as the compiler writes them beside an assembly. Where the file is missing there are none, and the description is shorter.</summary>
internal sealed partial class XmlDocs
{
    private readonly Dictionary<string, XElement> _members;

    public XmlDocs(IEnumerable<Assembly> assemblies) => _members = assemblies
        .Select(assembly => Path.ChangeExtension(assembly.Location, ".xml"))
        .Where(File.Exists)
        .SelectMany(path => XDocument.Load(path).Descendants("member"))
        .Where(member => member.Attribute("name") is not null)
        .GroupBy(member => member.Attribute("name")!.Value, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);

    /// <summary>What a type is; null where nobody wrote it.</summary>
    public string? Of(Type type) => TextOf(Find($"T:{NameOf(type)}")?.Element("summary"));

    /// <summary>What a property is: its own comment, or that of the record's parameter.</summary>
    public string? Of(PropertyInfo property)
    {
        var type = NameOf(property.DeclaringType!);
        return TextOf(Find($"T:{type}")?.Elements("param").FirstOrDefault(parameter => parameter.Attribute("name")?.Value == property.Name))
            ?? TextOf(Find($"P:{type}.{property.Name}")?.Element("summary"));
    }

    /// <summary>What a value of an enumeration means.</summary>
    public string? Of(Type enumeration, string value) => TextOf(Find($"F:{NameOf(enumeration)}.{value}")?.Element("summary"));

    /// <summary>What a parameter of a method is.</summary>
    public string? Of(MethodInfo method, string parameter)
    {
        var name = $"M:{NameOf(method.DeclaringType!)}.{method.Name}";
        return TextOf(_members.Where(member => member.Key.StartsWith(name, StringComparison.Ordinal) && member.Key.Length > name.Length && member.Key[name.Length] == '(')
            .SelectMany(member => member.Value.Elements("param")).FirstOrDefault(element => element.Attribute("name")?.Value == parameter));
    }

    private XElement? Find(string name) => _members.GetValueOrDefault(name);

    private static string NameOf(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static string? TextOf(XElement? element)
    {
        if (element is null)
            return null;
        var text = string.Concat(element.DescendantNodes().Select(node => node switch
        {
            XText words => words.Value,
            XElement { Name.LocalName: "see" or "seealso" or "paramref" or "typeparamref" } link => LastPartOf(link.Attribute("langword")?.Value ?? link.Attribute("name")?.Value ?? link.Attribute("cref")?.Value ?? ""),
            _ => "",
        }));
        return Spaces().Replace(text, " ").Trim() is { Length: > 0 } found ? found : null;
    }

    private static string LastPartOf(string reference) => reference.Split('(')[0].Split('.', ':')[^1];

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
