using System.Globalization;

namespace Spotify.Core.Ingestion.Ddex;

/// <summary>Everything found wrong in a message, each with line and XPath.</summary>
internal sealed class ErnFaults
{
    private const int MaxReasons = 200;
    private const int MaxQuoted = 80;

    private readonly ManifestFaults _faults = new(MaxReasons);

    public IReadOnlyList<Reason> Reasons => _faults.Reasons;

    public bool Any => _faults.Reasons.Count > 0;

    public void Add(ErnElement at, string detail) => _faults.Add(ReasonAt(ReasonCode.InvalidManifest, at, detail));

    /// <summary>Notes a child that is missing.</summary>
    public void Missing(ErnElement at, string child, string detail) =>
        _faults.Add(new Reason(ReasonCode.InvalidManifest, string.Create(CultureInfo.InvariantCulture, $"line {at.Line}, {at.Path}/{child}: {detail}")));

    public void Add(Reason reason) => _faults.Add(reason);

    public static Reason ReasonAt(ReasonCode code, ErnElement at, string detail) =>
        new(code, string.Create(CultureInfo.InvariantCulture, $"line {at.Line}, {at.Path}: {detail}"));

    /// <summary>A text of the message as it may stand in a sentence of ours: not too long, no control characters.</summary>
    public static string Quote(string text)
    {
        var shown = text.Length <= MaxQuoted ? text : text[..MaxQuoted] + "...";
        return $"'{string.Concat(shown.Select(character => char.IsControl(character) || char.IsSurrogate(character) ? ' ' : character))}'";
    }
}
