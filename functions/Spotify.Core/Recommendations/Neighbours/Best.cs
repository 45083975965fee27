namespace Spotify.Core.Recommendations.Neighbours;

/// <summary>The best so far: a heap whose root is the worst of them. Of equal scores the lower row is the better one, so that the order in which rows come changes nothing.</summary>
internal sealed class Best(int count)
{
    private Neighbour[] _heap = new Neighbour[Math.Min(count, 256)];
    private int _size;

    /// <summary>Whether there are as many as are wanted.</summary>
    public bool IsFull => _size == count;

    /// <summary>What a score must reach to be among them.</summary>
    public float Threshold { get; private set; } = float.NegativeInfinity;

    /// <summary>Takes a row, if it is good enough and allowed.</summary>
    public void Offer(int row, float score, Func<int, bool>? allowed)
    {
        var neighbour = new Neighbour(row, score);
        if ((IsFull && !IsBetter(neighbour, _heap[0])) || (allowed is not null && !allowed(row)))
            return;
        if (!IsFull)
        {
            if (_size == _heap.Length)
                Array.Resize(ref _heap, Math.Min(count, _heap.Length * 2));
            Rise(_size++, neighbour);
        }
        else
        {
            Sink(neighbour);
        }

        if (IsFull)
            Threshold = _heap[0].Score;
    }

    /// <summary>All of them, the best first.</summary>
    public Neighbour[] ToSorted()
    {
        var sorted = _heap[.._size];
        Array.Sort(sorted, (x, y) => IsBetter(x, y) ? -1 : IsBetter(y, x) ? 1 : 0);
        return sorted;
    }

    private static bool IsBetter(Neighbour x, Neighbour y) => x.Score > y.Score || (x.Score == y.Score && x.Row < y.Row);

    private void Rise(int at, Neighbour neighbour)
    {
        for (; at > 0 && IsBetter(_heap[(at - 1) / 2], neighbour); at = (at - 1) / 2)
            _heap[at] = _heap[(at - 1) / 2];
        _heap[at] = neighbour;
    }

    private void Sink(Neighbour neighbour)
    {
        var at = 0;
        for (var child = 1; child < _size; child = (2 * at) + 1)
        {
            if (child + 1 < _size && IsBetter(_heap[child], _heap[child + 1]))
                child++;
            if (!IsBetter(neighbour, _heap[child]))
                break;
            _heap[at] = _heap[child];
            at = child;
        }

        _heap[at] = neighbour;
    }
}
