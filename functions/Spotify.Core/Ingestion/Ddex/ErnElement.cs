using System.Globalization;
using System.Xml;

namespace Spotify.Core.Ingestion.Ddex;

/// <summary>An element of a message, with the place where it stands. Only elements without a namespace are kept, which is all that DDEX writes below the root.</summary>
internal sealed class ErnElement(string name, ErnElement? parent, int line, int column)
{
    private List<ErnElement>? _children;
    private Dictionary<string, string>? _attributes;

    public string Name => name;

    public ErnElement? Parent => parent;

    public int Line => line;

    public int Column => column;

    public string Namespace { get; private set; } = "";

    /// <summary>Its own text in one line without blanks around it; empty where there is none.</summary>
    public string Text { get; private set; } = "";

    public IReadOnlyList<ErnElement> Children => _children ?? (IReadOnlyList<ErnElement>)[];

    /// <summary>Where it stands: <c>/NewReleaseMessage/ReleaseList/Release[1]</c>; a number only where there are several of the name.</summary>
    public string Path
    {
        get
        {
            if (parent is null)
                return "/" + name;
            var place = 0;
            var count = 0;
            foreach (var child in parent.Children)
            {
                if (child.Name != name)
                    continue;
                count++;
                if (ReferenceEquals(child, this))
                    place = count;
            }

            return count > 1 ? string.Create(CultureInfo.InvariantCulture, $"{parent.Path}/{name}[{place}]") : $"{parent.Path}/{name}";
        }
    }

    public string? Attribute(string attribute) => _attributes is not null && _attributes.TryGetValue(attribute, out var value) ? value : null;

    public bool Flag(string attribute) => Attribute(attribute) is { } value && IsTrueText(value);

    public ErnElement? Find(string child)
    {
        foreach (var element in Children)
        {
            if (element.Name == child)
                return element;
        }

        return null;
    }

    /// <summary>The first element on a way down: <c>Find("ReleaseId", "ICPN")</c>.</summary>
    public ErnElement? Find(string child, string grandchild)
    {
        foreach (var element in Children)
        {
            if (element.Name == child && element.Find(grandchild) is { } found)
                return found;
        }

        return null;
    }

    public IEnumerable<ErnElement> All(string child) => Children.Where(element => element.Name == child);

    /// <summary>A child's text; null where there is no such child or it is blank.</summary>
    public string? TextOf(string child) => Find(child) is { Text.Length: > 0 } element ? element.Text : null;

    public bool IsTrue(string child) => Find(child) is { } element && IsTrueText(element.Text);

    /// <summary>Reads a document, which has been bounded in bytes.</summary>
    /// <exception cref="XmlException">It is no well-formed XML, has a document type, or more of anything than is read.</exception>
    public static ErnElement Read(XmlReader reader, int maxDepth, int maxElements)
    {
        var open = new Stack<ErnElement>();
        ErnElement? root = null;
        var (elements, attributes) = (0, 0);
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (reader.Depth >= maxDepth)
                        throw TooMuch(reader, $"elements are nested deeper than {maxDepth}");
                    if (++elements > maxElements)
                        throw TooMuch(reader, $"there are more than {maxElements} elements");
                    attributes += reader.AttributeCount;
                    if (attributes > maxElements)
                        throw TooMuch(reader, $"there are more than {maxElements} attributes");
                    var element = ReadStart(reader, open.Count > 0 ? open.Peek() : null);
                    root ??= element;
                    if (!reader.IsEmptyElement)
                        open.Push(element);
                    break;
                case XmlNodeType.EndElement:
                    open.Pop();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA:
                    var holder = open.Peek();
                    holder.Text = holder.Text.Length == 0 ? InOneLine(reader.Value) : holder.Text + InOneLine(reader.Value);
                    break;
                default:
                    break;
            }
        }

        return root ?? throw TooMuch(reader, "there is no root element");
    }

    private static ErnElement ReadStart(XmlReader reader, ErnElement? parent)
    {
        var place = (IXmlLineInfo)reader;
        var element = new ErnElement(reader.LocalName, parent, place.LineNumber, place.LinePosition) { Namespace = reader.NamespaceURI };
        // An element of somebody else's vocabulary is read over, with all that is in it.
        if (parent is not null && reader.NamespaceURI.Length == 0)
            (parent._children ??= []).Add(element);
        if (!reader.MoveToFirstAttribute())
            return element;
        do
        {
            if (reader.NamespaceURI.Length == 0)
                (element._attributes ??= new(StringComparer.Ordinal))[reader.LocalName] = reader.Value;
        }
        while (reader.MoveToNextAttribute());
        reader.MoveToElement();
        return element;
    }

    /// <summary>A text without what a system broke and indented its lines with.</summary>
    private static string InOneLine(string text)
    {
        var plain = text.Trim();
        return plain.AsSpan().IndexOfAny('\n', '\r', '\t') < 0 ? plain : string.Join(' ', plain.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static XmlException TooMuch(XmlReader reader, string message)
    {
        var place = (IXmlLineInfo)reader;
        return new XmlException(message, null, place.LineNumber, place.LinePosition);
    }

    private static bool IsTrueText(string text) => text is "true" or "1";
}
