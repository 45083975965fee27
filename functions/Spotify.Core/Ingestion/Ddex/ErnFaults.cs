using System.Globalization;

namespace Spotify.Core.Ingestion.Ddex;

/// <summary>Everything found wrong in a message, each with line and XPath.</summary>
internal sealed class ErnFaults
{
    private const int MaxReasons = 200;
    private const int MaxQuoted = 80;

    private readonly List<(int Line, Reason Reason)> _found = [];
    private bool _isMore;

    /// <summary>What was found, as it stands in the message from top to bottom; only so much is listed.</summary>
    public IReadOnlyList<Reason> Reasons =>
    [
        .. _found.OrderBy(fault => fault.Line).Select(fault => fault.Reason),
        .. _isMore ? [new Reason(ReasonCode.InvalidManifest, "there is more wrong than is listed here")] : Array.Empty<Reason>(),
    ];

    public bool Any => _found.Count > 0;

    public void Add(ErnElement at, string detail)
    {
        // A place is found by counting, which is not done for what is not listed.
        if (HasRoom())
            Add(at.Line, ReasonAt(ReasonCode.InvalidManifest, at, detail));
    }

    /// <summary>Notes a child that is missing.</summary>
    public void Missing(ErnElement at, string child, string detail)
    {
        if (HasRoom())
            Add(at.Line, new Reason(ReasonCode.InvalidManifest, string.Create(CultureInfo.InvariantCulture, $"line {at.Line}, {at.Path}/{child}: {detail}")));
    }

    public void Add(int line, Reason reason)
    {
        if (HasRoom())
            _found.Add((line, reason));
    }

    public static Reason ReasonAt(ReasonCode code, ErnElement at, string detail) =>
        new(code, string.Create(CultureInfo.InvariantCulture, $"line {at.Line}, {at.Path}: {detail}"));

    private bool HasRoom()
    {
        _isMore |= _found.Count >= MaxReasons;
        return !_isMore;
    }

    /// <summary>A text of the message as it may stand in a sentence of ours: not too long, no control characters.</summary>
    public static string Quote(string text)
    {
        var shown = text.Length <= MaxQuoted ? text : text[..MaxQuoted] + "...";
        return $"'{string.Concat(shown.Select(character => char.IsControl(character) || char.IsSurrogate(character) ? ' ' : character))}'";
    }
}
