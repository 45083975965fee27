namespace Spotify.Core.Royalties.Calculation;

/// <summary>
/// Weights by pool and recording: pages of neighbouring recordings, an array for each model, made where something is heard. A listener's rows are in the order of recordings, so
/// that memory is walked forwards, and there is no object for a recording.
/// </summary>
internal sealed class WeightPages
{
    /// <summary>Recordings on a page.</summary>
    public const int Size = 16;

    private Page?[]?[] _pools = [];

    /// <summary>How many recordings of pools are held.</summary>
    public int Held { get; private set; }

    /// <summary>Pools that anything was added to, at most.</summary>
    public int Pools => _pools.Length;

    /// <summary>The page of a recording, which may be new.</summary>
    public Page Of(int pool, int recording)
    {
        var number = recording / Size;
        if (pool < _pools.Length && _pools[pool] is { } pages && number < pages.Length && pages[number] is { } page)
            return page;
        return Make(pool, number);
    }

    /// <summary>Adds streams of a recording, which are above 0.</summary>
    public void Count(int pool, int recording, long streams)
    {
        ref var sum = ref Of(pool, recording).Streams[recording % Size];
        Held += sum == 0 ? 1 : 0;
        sum += streams;
    }

    /// <summary>Adds another's page.</summary>
    public void Add(int pool, int number, Page other)
    {
        var page = Of(pool, number * Size);
        Held += page.Add(other);
    }

    /// <summary>The page of that number; null where nothing was added.</summary>
    public Page? Find(int pool, int number) => pool < _pools.Length && _pools[pool] is { } pages && number < pages.Length ? pages[number] : null;

    /// <summary>How many pages a pool may have.</summary>
    public int PagesOf(int pool) => pool < _pools.Length ? _pools[pool]?.Length ?? 0 : 0;

    /// <summary>Holds nothing afterwards.</summary>
    public void Clear() => (_pools, Held) = ([], 0);

    private Page Make(int pool, int number)
    {
        if (pool >= _pools.Length)
            Array.Resize(ref _pools, pool + 1);
        ref var pages = ref _pools[pool];
        pages ??= [];
        if (number >= pages.Length)
            Array.Resize(ref pages, Math.Max(number + 1, pages.Length * 2));
        return pages[number] = new Page();
    }

    /// <summary>The weights of neighbouring recordings in one pool.</summary>
    internal sealed class Page
    {
        public readonly long[] Streams = new long[Size];
        private Int128[]? _userCentric;
        private Int128[]? _artistCentric;
        private long[]? _streamToOwn;

        public Int128[] UserCentric => _userCentric ??= new Int128[Size];

        public Int128[] ArtistCentric => _artistCentric ??= new Int128[Size];

        public long[] StreamToOwn => _streamToOwn ??= new long[Size];

        /// <summary>The weight of one recording.</summary>
        public PoolWeight At(int pool, int place, Recording recording, int hundredths) => new(
            pool,
            recording,
            hundredths > 0 ? Streams[place] : 0,
            hundredths > 0 ? 0 : Streams[place],
            (Int128)Streams[place] * hundredths,
            _userCentric?[place] ?? 0,
            _artistCentric?[place] ?? 0,
            _streamToOwn?[place] ?? 0);

        /// <summary>Adds another's weights.</summary>
        /// <returns>How many recordings are new.</returns>
        public int Add(Page other)
        {
            var added = 0;
            for (var i = 0; i < Size; i++)
            {
                added += Streams[i] == 0 && other.Streams[i] != 0 ? 1 : 0;
                Streams[i] += other.Streams[i];
            }

            for (var i = 0; i < Size && other._userCentric is not null; i++)
                UserCentric[i] += other._userCentric[i];
            for (var i = 0; i < Size && other._artistCentric is not null; i++)
                ArtistCentric[i] += other._artistCentric[i];
            for (var i = 0; i < Size && other._streamToOwn is not null; i++)
                StreamToOwn[i] += other._streamToOwn[i];
            return added;
        }
    }
}
