using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace Spotify.Functions.Platform.Http;

/// <summary>A piece of a page. Written as an interpolated string, whatever is put into its holes is encoded, unless it is a piece itself: no text can become markup.</summary>
/// <param name="Markup">The markup.</param>
internal readonly record struct Html(string Markup)
{
    /// <summary>Nothing.</summary>
    public static readonly Html Empty = new("");

    /// <summary>A piece.</summary>
    public static Html Of(HtmlWriter writer) => new(writer.ToString());

    /// <summary>Pieces one after the other.</summary>
    public static Html Join(IEnumerable<Html> pieces) => new(string.Concat(pieces.Select(piece => piece.Markup)));

    /// <inheritdoc/>
    public override string ToString() => Markup;
}

/// <summary>Writes a piece.</summary>
[InterpolatedStringHandler]
internal readonly ref struct HtmlWriter(int literalLength, int formattedCount)
{
    private readonly StringBuilder _text = new(literalLength + (16 * formattedCount));

    public void AppendLiteral(string markup) => _text.Append(markup);

    public void AppendFormatted(string? text) => _text.Append(HtmlEncoder.Default.Encode(text ?? ""));

    public void AppendFormatted(Html piece) => _text.Append(piece.Markup);

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
