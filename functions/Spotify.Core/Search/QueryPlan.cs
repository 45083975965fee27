namespace Spotify.Core.Search;

/// <summary>A way to read a word of a query.</summary>
/// <param name="Word">The word of the index.</param>
/// <param name="Second">A second word that must stand too, where one word is read as two; null where it is one.</param>
/// <param name="Covers">How many words of the query it stands for, from this one on.</param>
/// <param name="Closeness">How well it fits what was typed: 1 is exactly.</param>
public readonly record struct WordForm(string Word, string? Second, int Covers, double Closeness);

/// <summary>A word of a query, and how it may be read.</summary>
public sealed class QueryWord
{
    internal QueryWord(string text, TextField field, bool isPrefix, bool isPhrase, double weight) =>
        (Text, Field, IsPrefix, IsPhrase, Weight) = (text, field, isPrefix, isPhrase, weight);

    /// <summary>As it was typed, folded.</summary>
    public string Text { get; }

    /// <summary>Where it must stand.</summary>
    public TextField Field { get; }

    /// <summary>Whether more letters may follow.</summary>
    public bool IsPrefix { get; }

    /// <summary>Whether it stood in quotes: it is spelt so, then.</summary>
    public bool IsPhrase { get; }

    /// <summary>How much it says: 1 for a word that stands everywhere, 2 for one that stands nowhere.</summary>
    public double Weight { get; }

    /// <summary>Whether the index has the word, or one that it begins.</summary>
    public bool IsKnown { get; internal set; }

    /// <summary>The ways to read it as it was typed: itself where the index knows it, longer words that it begins, itself and its neighbours in one.</summary>
    public IReadOnlyList<WordForm> Forms => AllForms;

    /// <summary>The ways to read it with slips, or as two words; the closest first. Empty until <see cref="QueryPlan.Correct()"/>.</summary>
    public IReadOnlyList<WordForm> Corrections => AllCorrections;

    internal List<WordForm> AllForms { get; } = [];

    internal List<WordForm> AllCorrections { get; } = [];
}

/// <summary>What a query means to an index with a certain vocabulary: its words and the ways to read each.</summary>
public sealed class QueryPlan
{
    /// <summary>How many words of a query are looked at.</summary>
    public const int MaxWords = 24;

    // Beginnings up to this long are for the index's own prefix lists.
    private const int LongestListedPrefix = 3;
    private const int MaxCompletions = 48;
    private const int MaxCorrections = 24;
    private const int MaxCorrectionsOfOne = 64;
    private const int MaxWordsInCombinations = 8;

    // A whole word that has so many neighbours need not be a beginning with a slip in it, which takes longest to find.
    private const int FewCorrections = 4;

    private readonly Vocabulary _vocabulary;
    private bool _isCorrected;
    private bool _isWide;

    private QueryPlan(SearchQuery query, Vocabulary vocabulary) => (Query, _vocabulary) = (query, vocabulary);

    /// <summary>The query.</summary>
    public SearchQuery Query { get; }

    /// <summary>Its words in their order, each once for a field.</summary>
    public IReadOnlyList<QueryWord> Words { get; private set; } = [];

    /// <summary>The free text in words, as the beginning of a name would be written.</summary>
    public string Beginning { get; private set; } = "";

    /// <summary>What stood in quotes, as words that must follow each other.</summary>
    public IReadOnlyList<string> Phrases { get; private set; } = [];

    /// <summary>The whole texts by which an item of exactly that name is found.</summary>
    public IReadOnlyList<string> ExactNames { get; private set; } = [];

    /// <summary>Reads a query against a vocabulary.</summary>
    /// <param name="query">The query.</param>
    /// <param name="vocabulary">The index's words.</param>
    /// <param name="lastIsPrefix">Whether the last word may be the beginning of a longer one.</param>
    public static QueryPlan Of(SearchQuery query, Vocabulary vocabulary, bool lastIsPrefix)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(vocabulary);
        var plan = new QueryPlan(query, vocabulary);
        plan.ReadWords(lastIsPrefix);
        plan.ReadExactNames();
        return plan;
    }

    /// <summary>Finds the readings with slips; once is enough.</summary>
    public void Correct()
    {
        if (_isCorrected)
            return;
        _isCorrected = true;
        foreach (var word in Words)
        {
            Correct(word, EditDistance.AllowedFor(word.Text.Length));
            if (!word.IsKnown && !word.IsPhrase && Split(word.Text) is { } split)
                word.AllCorrections.Insert(0, split);
        }
    }

    /// <summary>Finds readings with more slips than usual, where the usual ones lead to next to nothing; once is enough.</summary>
    /// <returns>False where there are no more.</returns>
    public bool CorrectWidely()
    {
        Correct();
        if (_isWide)
            return false;
        _isWide = true;
        var isMore = false;
        foreach (var word in Words)
        {
            var most = EditDistance.WidelyAllowedFor(word.Text.Length);
            if (most > EditDistance.AllowedFor(word.Text.Length))
                isMore |= Correct(word, most);
        }

        return isMore;
    }

    private bool Correct(QueryWord word, int slips)
    {
        if (slips == 0 || word.IsPhrase || word.Field == TextField.Genre)
            return false;
        var most = Words.Count == 1 ? MaxCorrectionsOfOne : MaxCorrections;
        var before = word.AllCorrections.Count;
        var known = word.AllCorrections.Select(form => form.Word).ToHashSet(StringComparer.Ordinal);
        var found = _vocabulary.Correct(word.Text, slips);
        word.AllCorrections.AddRange(found.Where(one => !known.Contains(one.Word))
            .Select(one => (Form: new WordForm(one.Word, null, 1, SlipCloseness.Of(word.Text, one)), one.Count))
            .OrderByDescending(one => one.Form.Closeness).ThenByDescending(one => one.Count)
            .Take(most).Select(one => one.Form));
        if (word.IsPrefix && !word.IsKnown && word.AllCorrections.Count < FewCorrections)
            AddSlippedBeginnings(word, most);
        return word.AllCorrections.Count > before;
    }

    /// <summary>Whole texts as the query may have been meant, the likeliest first: by them an item of exactly that name is found despite slips.</summary>
    /// <param name="most">How many at the most.</param>
    /// <returns>None where the query has filters, or more than eight words.</returns>
    public IReadOnlyList<string> CorrectedNames(int most)
    {
        Correct();
        if (Query.HasFilters || Words.Count is 0 or > MaxWordsInCombinations)
            return [];
        var choices = Words.Select(ChoicesOf).ToArray();
        var names = new List<string>(most);
        var own = string.Concat(Words.Select(word => word.Text));
        var queue = new PriorityQueue<int[], double>();
        var seen = new HashSet<long>();
        Enqueue(new int[choices.Length]);
        while (names.Count < most && queue.TryDequeue(out var picks, out _))
        {
            if (string.Concat(picks.Select((pick, word) => choices[word][pick].Word)) is var name && name != own)
                names.Add(name);
            for (var word = 0; word < choices.Length; word++)
            {
                if (picks[word] + 1 >= choices[word].Count)
                    continue;
                var next = (int[])picks.Clone();
                next[word]++;
                Enqueue(next);
            }
        }

        return names;

        void Enqueue(int[] picks)
        {
            var (code, cost) = (0L, 0.0);
            for (var word = 0; word < picks.Length; word++)
            {
                code = (code * (MaxCorrectionsOfOne + 2)) + picks[word];
                cost += choices[word][picks[word]].Cost;
            }

            if (seen.Add(code))
                queue.Enqueue(picks, cost);
        }
    }

    private static List<(string Word, double Cost)> ChoicesOf(QueryWord word)
    {
        var choices = new List<(string Word, double Cost)> { (word.Text, word.IsKnown ? 0 : 1.5) };
        foreach (var form in word.Corrections)
        {
            // Two words in one are written alike without the space.
            if (form.Second is null)
                choices.Add((form.Word, (6 * (1 - form.Closeness)) + (0.01 * choices.Count)));
        }

        if (word.IsPrefix)
            choices.AddRange(word.Forms.Where(form => form.Covers == 1 && form.Word != word.Text).Take(16).Select(form => (form.Word, 1.5)));
        choices.Sort(Comparer<(string Word, double Cost)>.Create(static (one, other) => one.Cost.CompareTo(other.Cost)));
        if (choices.Count > MaxCorrectionsOfOne)
            choices.RemoveRange(MaxCorrectionsOfOne, choices.Count - MaxCorrectionsOfOne);
        return choices;
    }

    private void ReadWords(bool lastIsPrefix)
    {
        var words = new List<QueryWord>();
        var phrases = new List<string>();
        for (var i = 0; i < Query.Pieces.Count; i++)
        {
            var piece = Query.Pieces[i];
            var text = SearchText.Of(piece.Text);
            if (piece.IsPhrase && text.Words.Count > 1)
                phrases.Add(string.Join(' ', text.Words));
            var isLast = lastIsPrefix && i == Query.Pieces.Count - 1 && !piece.IsPhrase && !Query.HasFilters;
            Add(words, text, TextField.Any, piece.IsPhrase, isLast);
        }

        AddField(words, Query.Track, TextField.Name);
        AddField(words, Query.Artist, TextField.Artist);
        AddField(words, Query.Album, TextField.Album);
        AddField(words, Query.Genre, TextField.Genre);
        (Words, Phrases) = (words, phrases);
        Beginning = string.Join(' ', SearchText.Of(Query.Text).Words);
    }

    private void AddField(List<QueryWord> words, string? value, TextField field)
    {
        if (value is not null)
            Add(words, SearchText.Of(value), field, isPhrase: false, lastIsPrefix: false);
    }

    private void Add(List<QueryWord> words, SearchText text, TextField field, bool isPhrase, bool lastIsPrefix)
    {
        var places = new QueryWord?[text.Words.Count];
        for (var i = 0; i < text.Words.Count && words.Count < MaxWords; i++)
        {
            var isPrefix = lastIsPrefix && i == text.Words.Count - 1;
            if (words.Find(word => word.Text == text.Words[i] && word.Field == field) is { } same && !isPrefix)
            {
                places[i] = same;
                continue;
            }

            places[i] = Read(text.Words[i], field, isPrefix, isPhrase);
            words.Add(places[i]!);
        }

        if (isPhrase || field == TextField.Genre)
            return;
        foreach (var joined in text.Joined)
            AddJoined(places[joined.First], joined.Word, joined.Count);
        for (var i = 0; i + 1 < text.Words.Count; i++)
        {
            if (!text.Joined.Any(joined => joined.First == i && joined.Count == 2))
                AddJoined(places[i], text.Words[i] + text.Words[i + 1], 2);
        }
    }

    private void AddJoined(QueryWord? word, string joined, int count)
    {
        if (word is not null && _vocabulary.CountOf(joined) > 0)
            word.AllForms.Add(new WordForm(joined, null, count, 0.95));
    }

    private QueryWord Read(string text, TextField field, bool isPrefix, bool isPhrase)
    {
        // Genres are few, and no words of their own: each is taken as it is.
        var count = field == TextField.Genre ? 1 : _vocabulary.CountOf(text);
        var items = Math.Max(2.0, _vocabulary.Items);
        var word = new QueryWord(text, field, isPrefix, isPhrase, 1 + (Math.Log(1 + (items / (1 + count))) / Math.Log(1 + items)))
        {
            IsKnown = count > 0,
        };
        if (count > 0)
            word.AllForms.Add(new WordForm(text, null, 1, 1));
        if (!isPrefix)
            return word;
        if (text.Length <= LongestListedPrefix)
        {
            word.IsKnown = true;
            return word;
        }

        foreach (var completion in _vocabulary.Complete(text, MaxCompletions))
        {
            if (completion.Word != text)
                word.AllForms.Add(new WordForm(completion.Word, null, 1, BeginningCloseness(text.Length, completion.Word.Length)));
        }

        word.IsKnown = word.AllForms.Count > 0;
        return word;
    }

    /// <summary>How well a word fits of which only the beginning was typed.</summary>
    internal static double BeginningCloseness(int typed, int whole) => 0.84 + (0.15 * typed / whole);

    /// <summary>Whether an index is asked for the beginning itself, rather than for the words that begin so.</summary>
    /// <param name="word">A word of the query.</param>
    public static bool IsListedPrefix(QueryWord word) => word is { IsPrefix: true, Text.Length: <= LongestListedPrefix };

    private void AddSlippedBeginnings(QueryWord word, int most)
    {
        foreach (var completion in _vocabulary.CompleteWithSlip(word.Text, most))
        {
            if (word.AllCorrections.Count >= most)
                break;
            if (!word.AllCorrections.Exists(form => form.Word == completion.Word))
                word.AllCorrections.Add(new WordForm(completion.Word, null, 1, 0.8 * BeginningCloseness(word.Text.Length, Math.Max(word.Text.Length, completion.Word.Length))));
        }
    }

    private WordForm? Split(string text)
    {
        WordForm? best = null;
        var most = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsLowSurrogate(text[i]))
                continue;
            var (first, second) = (text[..i], text[i..]);
            // What is rarer of the two says how likely it is that they stand together; single letters are likely anywhere.
            var count = Math.Min(_vocabulary.CountOf(first), _vocabulary.CountOf(second));
            if (Math.Min(first.Length, second.Length) == 1)
                count /= 8;
            if (count > most)
                (best, most) = (new WordForm(first, second, 1, 0.9), count);
        }

        return best;
    }

    private void ReadExactNames()
    {
        var names = new List<string>();
        if (!Query.HasFilters)
            AddNames(names, Query.Text);
        else if (Query.Pieces.Count == 0 && Query.Genre is null)
            AddNames(names, Query.Track ?? Query.Album ?? Query.Artist ?? "");
        ExactNames = names;
    }

    private static void AddNames(List<string> names, string text)
    {
        var whole = SearchText.Of(text);
        if (whole.IsEmpty)
            return;
        names.Add(whole.Compact);
        if (whole.Words.Count > 1 && whole.Words[0] is ("the" or "a"))
            names.Add(SearchText.Of(text.AsSpan().TrimStart()[whole.Words[0].Length..].ToString()).Compact);
    }
}
