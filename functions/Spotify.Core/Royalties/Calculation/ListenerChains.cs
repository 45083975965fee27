namespace Spotify.Core.Royalties.Calculation;

/// <summary>Short lists of listeners, one for each track that has few: chunks of four in large arrays, linked and used again, so that there is no object for a track.</summary>
internal sealed class ListenerChains
{
    private const int Chunk = 4;
    private const int PageChunks = 4096;

    private readonly List<UInt128[]> _pages = [];
    private readonly List<int[]> _links = [];
    private int _made;
    private int _free;

    /// <summary>Adds a listener to a list.</summary>
    /// <param name="head">The list; 0 for an empty one.</param>
    /// <param name="count">How many are in it.</param>
    /// <param name="listener">The listener.</param>
    /// <returns>The list from now on.</returns>
    public int Add(int head, int count, UInt128 listener)
    {
        if (count % Chunk == 0)
        {
            var chunk = Make();
            _links[(chunk - 1) / PageChunks][(chunk - 1) % PageChunks] = head;
            head = chunk;
        }

        _pages[(head - 1) / PageChunks][((head - 1) % PageChunks * Chunk) + (count % Chunk)] = listener;
        return head;
    }

    /// <summary>The listeners of a list, in ascending order.</summary>
    public UInt128[] Read(int head, int count)
    {
        var listeners = new UInt128[head == 0 ? 0 : count];
        for (var left = listeners.Length; left > 0; head = LinkOf(head))
        {
            var taken = left % Chunk == 0 ? Chunk : left % Chunk;
            left -= taken;
            _pages[(head - 1) / PageChunks].AsSpan((head - 1) % PageChunks * Chunk, taken).CopyTo(listeners.AsSpan(left));
        }

        Array.Sort(listeners);
        return listeners;
    }

    /// <summary>Gives a list's chunks back.</summary>
    public void Free(int head)
    {
        while (head != 0)
        {
            var next = LinkOf(head);
            _links[(head - 1) / PageChunks][(head - 1) % PageChunks] = _free;
            (_free, head) = (head, next);
        }
    }

    /// <summary>Forgets all lists; keeps the memory.</summary>
    public void Clear() => (_made, _free) = (0, 0);

    private int LinkOf(int chunk) => _links[(chunk - 1) / PageChunks][(chunk - 1) % PageChunks];

    private int Make()
    {
        if (_free != 0)
        {
            var chunk = _free;
            _free = LinkOf(chunk);
            return chunk;
        }

        if (_made == _pages.Count * PageChunks)
        {
            _pages.Add(new UInt128[PageChunks * Chunk]);
            _links.Add(new int[PageChunks]);
        }

        return ++_made;
    }
}
