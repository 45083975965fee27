using System.Collections.Concurrent;
using System.Globalization;
using System.Xml;
using System.Xml.Schema;

namespace Spotify.Core.Ingestion.Ddex;

/// <summary>Checks messages against the schemas that lie in a folder. They are read once; what they import is taken from the folder, nothing from any network.</summary>
public static class ErnSchemas
{
    private const string Main = "release-notification.xsd";
    private const int MaxMessages = 50;
    private const string Signatures = "http://www.w3.org/2000/09/xmldsig#";

    // The W3C's schema of signatures is not DDEX's to give, and no message that is read here needs one: whatever stands there is taken.
    private const string SignatureStub =
        $"""
         <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{Signatures}" elementFormDefault="qualified">
           <xs:element name="Signature"/>
           <xs:element name="KeyInfo"/>
           <xs:complexType name="SignatureType"><xs:sequence><xs:any processContents="skip" minOccurs="0" maxOccurs="unbounded"/></xs:sequence><xs:anyAttribute processContents="skip"/></xs:complexType>
           <xs:complexType name="SignedInfoType"><xs:sequence><xs:any processContents="skip" minOccurs="0" maxOccurs="unbounded"/></xs:sequence><xs:anyAttribute processContents="skip"/></xs:complexType>
           <xs:complexType name="SignatureValueType"><xs:sequence><xs:any processContents="skip" minOccurs="0" maxOccurs="unbounded"/></xs:sequence><xs:anyAttribute processContents="skip"/></xs:complexType>
           <xs:complexType name="KeyInfoType"><xs:sequence><xs:any processContents="skip" minOccurs="0" maxOccurs="unbounded"/></xs:sequence><xs:anyAttribute processContents="skip"/></xs:complexType>
         </xs:schema>
         """;

    private static readonly ConcurrentDictionary<string, Lazy<XmlSchemaSet?>> Known = new(StringComparer.Ordinal);

    /// <summary>Whether a folder has what a version is checked against.</summary>
    /// <param name="folder">The folder of schemas.</param>
    /// <param name="standard">The version: <c>ern/43</c>.</param>
    public static bool Has(string folder, string standard) => Find(folder, standard) is not null;

    internal static void Validate(ReadOnlyMemory<byte> xml, ErnElement root, string standard, string? folder, ErnFaults faults)
    {
        if (folder is null || Find(folder, standard) is not { } schemas)
            return;
        var count = 0;
        var settings = new XmlReaderSettings { ValidationType = ValidationType.Schema, Schemas = schemas, ValidationFlags = XmlSchemaValidationFlags.ReportValidationWarnings };
        settings.ValidationEventHandler += (sender, problem) =>
        {
            if (problem.Severity != XmlSeverityType.Error || ++count > MaxMessages)
                return;
            var (line, column) = (problem.Exception.LineNumber, problem.Exception.LinePosition);
            var path = PathAt(root, line, column, (sender as XmlReader)?.LocalName);
            faults.Add(line, new Reason(ReasonCode.InvalidManifest, string.Create(CultureInfo.InvariantCulture, $"line {line}, {path}: {Short(problem.Message)} (schema of {standard})")));
        };
        using var reader = ErnReader.OpenReader(xml, settings);
        while (reader.Read())
        {
            // Reading is what checks.
        }
    }

    /// <summary>The element that stands at a place, or is closed there.</summary>
    private static string PathAt(ErnElement root, int line, int column, string? name)
    {
        var at = root;
        while (at.Children.LastOrDefault(child => child.Line < line || (child.Line == line && child.Column <= column)) is { } child)
            at = child;
        for (var candidate = at; candidate is not null; candidate = candidate.Parent)
        {
            if (candidate.Name == name)
                return candidate.Path;
        }

        return at.Path;
    }

    private static XmlSchemaSet? Find(string folder, string standard) =>
        Known.GetOrAdd($"{folder}|{standard}", _ => new Lazy<XmlSchemaSet?>(() => Load(folder, standard.Replace("/", "-", StringComparison.Ordinal)))).Value;

    private static XmlSchemaSet? Load(string folder, string version)
    {
        var main = Path.Combine(folder, version, Main);
        if (!File.Exists(main))
            return null;
        var set = new XmlSchemaSet { XmlResolver = null };
        var schema = ReadSchema(main);
        foreach (var import in schema.Includes.OfType<XmlSchemaImport>())
        {
            import.SchemaLocation = null;
            if (import.Namespace == Signatures)
                set.Add(ReadStub());
            else if (FindImport(folder, version, import.Namespace!) is { } imported)
                set.Add(imported);
            else
                return null;
        }

        try
        {
            set.Add(schema);
            set.Compile();
            return set;
        }
        catch (XmlSchemaException)
        {
            // An allowed-value set of another version may lack a type that this one names; half a schema would refuse what is right.
            return null;
        }
    }

    /// <summary>The schema of a namespace: beside the version's own, or else with the version that is most like it.</summary>
    private static XmlSchema? FindImport(string folder, string version, string name)
    {
        var folders = new[] { version }.Concat(Directory.GetDirectories(folder, "ern-*").Select(path => Path.GetFileName(path)!)
            .Where(other => other != version).OrderByDescending(other => other[..5] == version[..5]).ThenByDescending(other => other, StringComparer.Ordinal));
        foreach (var file in folders.SelectMany(other => Directory.GetFiles(Path.Combine(folder, other), "*.xsd").Order(StringComparer.Ordinal)).Where(file => Path.GetFileName(file) != Main))
        {
            if (ReadSchema(file) is not { } schema || schema.TargetNamespace != name)
                continue;
            if (Path.GetFileName(Path.GetDirectoryName(file)) != version)
                AllowAnyValue(schema);
            return schema;
        }

        return null;
    }

    /// <summary>Allowed values of another version are not those of this one: what is checked then is the shape of a message, not its words.</summary>
    private static void AllowAnyValue(XmlSchema schema)
    {
        foreach (var restriction in schema.Items.OfType<XmlSchemaSimpleType>().Select(type => type.Content).OfType<XmlSchemaSimpleTypeRestriction>())
        {
            foreach (var value in restriction.Facets.OfType<XmlSchemaEnumerationFacet>().ToList())
                restriction.Facets.Remove(value);
        }
    }

    private static XmlSchema ReadSchema(string path)
    {
        using var reader = XmlReader.Create(path, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        return XmlSchema.Read(reader, null)!;
    }

    private static XmlSchema ReadStub()
    {
        using var reader = XmlReader.Create(new StringReader(SignatureStub), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        return XmlSchema.Read(reader, null)!;
    }

    private static string Short(string message) => message.Length <= 300 ? message : message[..300] + "...";
}
