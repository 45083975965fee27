namespace Spotify.Core.Recommendations.Neighbours;

/// <summary>Where the pieces of an <see cref="IvfIndex"/>'s file lie.</summary>
internal sealed class IvfLayout
{
    private const int Header = 64;
    private const int Alignment = 64;

    public IvfLayout(int rows, int dimensions, int lists)
    {
        (Rows, Dimensions, Lists) = (rows, dimensions, lists);
        CentresAt = Header;
        StartsAt = After(CentresAt, (long)lists * (dimensions + 1) * sizeof(float));
        RowsAt = After(StartsAt, (lists + 1L) * sizeof(int));
        StepsAt = After(RowsAt, (long)rows * sizeof(int));
        CodesAt = After(StepsAt, (long)rows * sizeof(float));
        VectorsAt = After(CodesAt, (long)rows * dimensions);
        Length = After(VectorsAt, (long)rows * dimensions * sizeof(float));
    }

    public int Rows { get; }

    public int Dimensions { get; }

    public int Lists { get; }

    public long CentresAt { get; }

    public long StartsAt { get; }

    public long RowsAt { get; }

    public long StepsAt { get; }

    public long CodesAt { get; }

    public long VectorsAt { get; }

    public long Length { get; }

    private static long After(long at, long length) => (at + length + Alignment - 1) / Alignment * Alignment;
}
