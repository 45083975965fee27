namespace Spotify.Functions.Catalog;

/// <summary>Ordered lists that are kept in pieces; see <see cref="ShelfPiece"/>.</summary>
internal static class Shelf
{
    /// <summary>How many entries all pieces have together.</summary>
    public static int Count(IReadOnlyDictionary<string, ShelfSummary> pieces) => pieces.Values.Sum(piece => piece.Counts.Values.Sum());
}
