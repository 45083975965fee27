using System.Globalization;

namespace Spotify.Core.Telemetry.Archive;

/// <summary>One body that a hub took, by the number its sender gave it. However often it is delivered, it is this one.</summary>
/// <param name="Writer">The process that sent it; 0 for bodies that carry no number.</param>
/// <param name="Sequence">Its number among those of the writer and the hub, from 1.</param>
public readonly record struct ReceiptKey(ulong Writer, long Sequence) : IComparable<ReceiptKey>
{
    private const int WriterLength = 16;

    /// <summary>Whether the sender numbered it. One that did not is known by its bytes, and nobody can tell whether one is missing.</summary>
    public bool IsNumbered => Writer != 0;

    /// <summary>The writer as text: 16 hexadecimal digits.</summary>
    public string WriterText => TextOf(Writer);

    /// <summary>Reads what the sender put beside the body.</summary>
    /// <returns>False when it is not 16 lower-case hexadecimal digits and a number above 0.</returns>
    public static bool TryParse(string? writer, long sequence, out ReceiptKey key)
    {
        key = default;
        if (sequence < 1 || !TryParseWriter(writer, out var number) || number == 0)
            return false;
        key = new ReceiptKey(number, sequence);
        return true;
    }

    /// <summary>Reads a writer's name.</summary>
    public static bool TryParseWriter(ReadOnlySpan<char> text, out ulong writer)
    {
        writer = 0;
        return text.Length == WriterLength && text.IndexOfAnyInRange('A', 'F') < 0
            && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out writer);
    }

    /// <summary>The key of a body without a number: from its bytes.</summary>
    public static ReceiptKey Unnumbered(ReadOnlySpan<byte> body) => new(0, Math.Max(1, (long)(StableHash.Of(body) >> 1)));

    /// <summary>A writer's name.</summary>
    public static string TextOf(ulong writer) => writer.ToString("x16", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public int CompareTo(ReceiptKey other)
    {
        var order = Writer.CompareTo(other.Writer);
        return order == 0 ? Sequence.CompareTo(other.Sequence) : order;
    }

    /// <summary>The order of the archive.</summary>
    public static bool operator <(ReceiptKey left, ReceiptKey right) => left.CompareTo(right) < 0;

    /// <inheritdoc cref="op_LessThan"/>
    public static bool operator >(ReceiptKey left, ReceiptKey right) => left.CompareTo(right) > 0;

    /// <inheritdoc cref="op_LessThan"/>
    public static bool operator <=(ReceiptKey left, ReceiptKey right) => left.CompareTo(right) <= 0;

    /// <inheritdoc cref="op_LessThan"/>
    public static bool operator >=(ReceiptKey left, ReceiptKey right) => left.CompareTo(right) >= 0;
}
