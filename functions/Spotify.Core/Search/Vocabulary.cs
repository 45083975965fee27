namespace Spotify.Core.Search;

/// <summary>
/// The words of a living index: a large list that is made once, and a small one of what came since, which is made anew with each batch of words and merged into the
/// large one when it has grown. Counts are those of the time at which a word came; words that go stay, for they find nothing. Safe for many readers and one writer.
/// </summary>
public sealed class Vocabulary
{
    private const int MergeAt = 4096;

    private volatile Lists _lists;

    /// <summary>Makes it.</summary>
    /// <param name="words">Each word once, with the number of items in which it stands.</param>
    /// <param name="items">How many items there are.</param>
    public Vocabulary(IReadOnlyCollection<KeyValuePair<string, int>> words, long items)
    {
        ArgumentNullException.ThrowIfNull(words);
        var all = new Dictionary<string, int>(words, StringComparer.Ordinal);
        _lists = new Lists(all, new WordList(words), new Dictionary<string, int>(StringComparer.Ordinal), new WordList([]), items);
    }

    /// <summary>How many items there are, about.</summary>
    public long Items => _lists.Items;

    /// <summary>How many words there are.</summary>
    public int Count => _lists.Large.Count + _lists.Small.Count;

    /// <summary>How many entries the deletion neighbourhoods have.</summary>
    public int Entries => _lists.Large.Entries + _lists.Small.Entries;

    /// <summary>Adds words that the index has taken in.</summary>
    /// <param name="words">The words; known ones change nothing.</param>
    /// <param name="items">How many items there are now.</param>
    public void Add(IEnumerable<KeyValuePair<string, int>> words, long items)
    {
        ArgumentNullException.ThrowIfNull(words);
        var lists = _lists;
        Dictionary<string, int>? recent = null;
        foreach (var (word, count) in words)
        {
            if (count <= 0 || lists.LargeWords.ContainsKey(word) || (recent ?? lists.SmallWords).ContainsKey(word))
                continue;
            recent ??= new Dictionary<string, int>(lists.SmallWords, StringComparer.Ordinal);
            recent.Add(word, count);
        }

        if (recent is null)
        {
            _lists = lists with { Items = items };
        }
        else if (recent.Count < MergeAt)
        {
            _lists = lists with { SmallWords = recent, Small = new WordList(recent), Items = items };
        }
        else
        {
            var all = new Dictionary<string, int>(lists.LargeWords, StringComparer.Ordinal);
            foreach (var (word, count) in recent)
                all.Add(word, count);
            _lists = new Lists(all, new WordList(all), new Dictionary<string, int>(StringComparer.Ordinal), new WordList([]), items);
        }
    }

    /// <summary>In how many items a word stands, about; 0 where it stands in none.</summary>
    public int CountOf(string word)
    {
        var lists = _lists;
        return lists.Large.CountOf(word) is var count and > 0 ? count : lists.Small.CountOf(word);
    }

    /// <inheritdoc cref="WordList.Correct"/>
    public List<Correction> Correct(string typed, int most)
    {
        var lists = _lists;
        var found = new List<Correction>();
        lists.Large.Correct(typed, most, found);
        if (lists.Small.Count > 0)
            lists.Small.Correct(typed, most, found);
        return found;
    }

    /// <inheritdoc cref="WordList.Complete"/>
    public IReadOnlyList<Correction> Complete(string typed, int most)
    {
        var lists = _lists;
        return Merge(lists.Large.Complete(typed, most), lists.Small.Count == 0 ? [] : lists.Small.Complete(typed, most), most);
    }

    /// <inheritdoc cref="WordList.CompleteWithSlip"/>
    public IReadOnlyList<Correction> CompleteWithSlip(string typed, int most)
    {
        var lists = _lists;
        return Merge(lists.Large.CompleteWithSlip(typed, most), lists.Small.Count == 0 ? [] : lists.Small.CompleteWithSlip(typed, most), most);
    }

    private static IReadOnlyList<Correction> Merge(IReadOnlyList<Correction> large, IReadOnlyList<Correction> small, int most) =>
        small.Count == 0 ? large : [.. large.Concat(small).OrderByDescending(word => word.Count).Take(most)];

    private sealed record Lists(
        IReadOnlyDictionary<string, int> LargeWords, WordList Large, IReadOnlyDictionary<string, int> SmallWords, WordList Small, long Items);
}
