using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using Spotify.Core.Telemetry;

namespace Spotify.Functions.Recommendations.Products;

/// <summary>
/// What became of a radio so far, in the address of its next batch, so that nothing of a session is kept. It names tracks and nothing secret; who changes it changes his own radio.
/// </summary>
/// <param name="Given">The last tracks that it gave, oldest first.</param>
/// <param name="Skipped">Those of them that were skipped.</param>
internal sealed record RadioCursor(IReadOnlyList<TrackKey> Given, IReadOnlySet<TrackKey> Skipped)
{
    /// <summary>So many tracks are kept, five batches; older ones may come again. A cursor is 3,400 characters at the most.</summary>
    public const int Most = 150;

    private const byte Version = 1;
    private const int EntryLength = 17;

    public static RadioCursor Empty { get; } = new([], new HashSet<TrackKey>());

    /// <summary>Reads a cursor.</summary>
    /// <returns>False where the text is none.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out RadioCursor? cursor)
    {
        cursor = null;
        if (text.Length > Base64Url.GetEncodedLength(1 + (EntryLength * Most)) || !Base64Url.IsValid(text))
            return false;
        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length % EntryLength != 1 || bytes[0] != Version)
            return false;
        var (given, skipped) = (new List<TrackKey>(), new HashSet<TrackKey>());
        for (var at = 1; at < bytes.Length; at += EntryLength)
        {
            var track = new TrackKey(BinaryPrimitives.ReadUInt128BigEndian(bytes.AsSpan(at)));
            given.Add(track);
            if (bytes[at + EntryLength - 1] == 1)
                skipped.Add(track);
        }

        cursor = new RadioCursor(given, skipped);
        return true;
    }

    /// <summary>The same radio with tracks that were skipped.</summary>
    public RadioCursor WithSkipped(IEnumerable<TrackKey> skipped) => this with { Skipped = Skipped.Concat(skipped).Intersect(Given).ToHashSet() };

    /// <summary>The same radio after another batch.</summary>
    public RadioCursor WithGiven(IEnumerable<TrackKey> given) => this with { Given = [.. Given.Concat(given).TakeLast(Most)] };

    /// <summary>What <see cref="TryParse"/> reads.</summary>
    public override string ToString()
    {
        var bytes = new byte[1 + (EntryLength * Given.Count)];
        bytes[0] = Version;
        for (var i = 0; i < Given.Count; i++)
        {
            BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(1 + (EntryLength * i)), Given[i].Value);
            bytes[EntryLength * (i + 1)] = (byte)(Skipped.Contains(Given[i]) ? 1 : 0);
        }

        return Base64Url.EncodeToString(bytes);
    }
}
