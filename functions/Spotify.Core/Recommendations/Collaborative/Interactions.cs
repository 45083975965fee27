namespace Spotify.Core.Recommendations.Collaborative;

/// <summary>Who took what, and how surely: a sparse matrix of listeners x tracks by rows (CSR), columns of a row in order. Weights are above 0 and finite.</summary>
public sealed class Interactions
{
    private readonly int[] _starts;
    private readonly int[] _columns;
    private readonly float[] _weights;

    private Interactions(int columnCount, int[] starts, int[] columns, float[] weights) => (Columns, _starts, _columns, _weights) = (columnCount, starts, columns, weights);

    /// <summary>Rows: listeners, or tracks where it is transposed.</summary>
    public int Rows => _starts.Length - 1;

    /// <summary>Columns.</summary>
    public int Columns { get; }

    /// <summary>Pairs that are there.</summary>
    public int Count => _columns.Length;

    /// <summary>The columns of a row, in order.</summary>
    public ReadOnlySpan<int> ColumnsOf(int row) => _columns.AsSpan(_starts[row].._starts[row + 1]);

    /// <summary>The weights of a row, in the order of <see cref="ColumnsOf"/>.</summary>
    public ReadOnlySpan<float> WeightsOf(int row) => _weights.AsSpan(_starts[row].._starts[row + 1]);

    /// <summary>
    /// Makes a matrix. A pair that comes more than once is added up; one whose weight is not a finite number above 0 is left out, so that poisoned input changes nothing but itself.
    /// </summary>
    /// <param name="rows">How many rows.</param>
    /// <param name="columns">How many columns.</param>
    /// <param name="pairs">The pairs, in any order.</param>
    /// <exception cref="ArgumentOutOfRangeException">A pair lies outside.</exception>
    public static Interactions Of(int rows, int columns, IEnumerable<Interaction> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var kept = pairs.Where(pair => float.IsFinite(pair.Weight) && pair.Weight > 0).ToArray();
        foreach (var pair in kept)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)pair.Row, (uint)rows, nameof(pairs));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)pair.Column, (uint)columns, nameof(pairs));
        }

        // By weight too, so that sums do not depend on the order that pairs came in.
        Array.Sort(kept, static (x, y) => (x.Row, x.Column, x.Weight).CompareTo((y.Row, y.Column, y.Weight)));
        var (starts, columnsOf, weights) = (new int[rows + 1], new List<int>(kept.Length), new List<float>(kept.Length));
        for (var i = 0; i < kept.Length; i++)
        {
            if (i > 0 && kept[i].Row == kept[i - 1].Row && kept[i].Column == kept[i - 1].Column)
            {
                weights[^1] += kept[i].Weight;
                continue;
            }

            columnsOf.Add(kept[i].Column);
            weights.Add(kept[i].Weight);
            starts[kept[i].Row + 1] = columnsOf.Count;
        }

        for (var row = 1; row <= rows; row++)
            starts[row] = Math.Max(starts[row], starts[row - 1]);
        return new Interactions(columns, starts, [.. columnsOf], [.. weights]);
    }

    /// <summary>Takes a matrix as it is kept (CSR), without sorting or copying: for very many pairs. The arrays must not be changed afterwards.</summary>
    /// <param name="columnCount">How many columns.</param>
    /// <param name="starts">Where each row begins, and the end: one more than there are rows.</param>
    /// <param name="columns">The columns, row by row, rising within a row.</param>
    /// <param name="weights">The weights, as many: above 0 and finite.</param>
    /// <exception cref="ArgumentException">The arrays say something else.</exception>
    public static Interactions OfRows(int columnCount, int[] starts, int[] columns, float[] weights)
    {
        ArgumentNullException.ThrowIfNull(starts);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(weights);
        if (starts.Length == 0 || starts[0] != 0 || starts[^1] != columns.Length || columns.Length != weights.Length)
            throw new ArgumentException("Rows must begin at 0 and end where the pairs do.", nameof(starts));
        for (var row = 1; row < starts.Length; row++)
        {
            if (starts[row] < starts[row - 1] || starts[row] > columns.Length)
                throw new ArgumentException($"Row {row - 1} ends before it begins, or outside.", nameof(starts));
            for (var i = starts[row - 1]; i < starts[row]; i++)
            {
                if ((uint)columns[i] >= (uint)columnCount || (i > starts[row - 1] && columns[i] <= columns[i - 1]))
                    throw new ArgumentException($"The columns of row {row - 1} must rise and lie inside.", nameof(columns));
                if (!float.IsFinite(weights[i]) || !(weights[i] > 0))
                    throw new ArgumentException($"A weight of row {row - 1} is not a finite number above 0.", nameof(weights));
            }
        }

        return new Interactions(columnCount, starts, columns, weights);
    }

    /// <summary>The same pairs by columns.</summary>
    public Interactions Transpose()
    {
        var starts = new int[Columns + 1];
        foreach (var column in _columns)
            starts[column + 1]++;
        for (var column = 0; column < Columns; column++)
            starts[column + 1] += starts[column];
        var (next, rows, weights) = (starts[..^1], new int[Count], new float[Count]);
        for (var row = 0; row < Rows; row++)
        {
            for (var i = _starts[row]; i < _starts[row + 1]; i++)
            {
                var place = next[_columns[i]]++;
                (rows[place], weights[place]) = (row, _weights[i]);
            }
        }

        return new Interactions(Rows, starts, rows, weights);
    }

    /// <summary>Some rows of it.</summary>
    /// <param name="from">The first row.</param>
    /// <param name="count">How many rows.</param>
    public Interactions Block(int from, int count)
    {
        var (begin, end) = (_starts[from], _starts[from + count]);
        return new Interactions(Columns, [.. _starts[from..(from + count + 1)].Select(start => start - begin)], _columns[begin..end], _weights[begin..end]);
    }

    /// <summary>All pairs, row by row.</summary>
    public IEnumerable<Interaction> Pairs()
    {
        for (var row = 0; row < Rows; row++)
        {
            for (var i = _starts[row]; i < _starts[row + 1]; i++)
                yield return new Interaction(row, _columns[i], _weights[i]);
        }
    }
}

/// <summary>A listener took a track.</summary>
/// <param name="Row">The listener's row.</param>
/// <param name="Column">The track's row.</param>
/// <param name="Weight">How surely: 1 is an ordinary yes.</param>
public readonly record struct Interaction(int Row, int Column, float Weight = 1);
