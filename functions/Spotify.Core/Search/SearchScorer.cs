namespace Spotify.Core.Search;

/// <summary>What an item is ranked by beside its text.</summary>
/// <param name="Popularity">0 to 100.</param>
/// <param name="IsExact">Whether the query is its whole name.</param>
/// <param name="IsFavourite">Whether the listener likes who made it.</param>
/// <param name="IsInOwnLanguage">Whether its words are in a language of the listener.</param>
public readonly record struct ItemStanding(int Popularity, bool IsExact, bool IsFavourite, bool IsInOwnLanguage);

/// <summary>
/// How well an item answers a query: how much of the query is found in it and how well it fits, how much of its name is what was asked for, times its popularity, times
/// what the listener likes. An item whose whole name was typed comes before all others. Made once for a query; used by one thread.
/// </summary>
public sealed class SearchScorer
{
    /// <summary>What an exact name adds: more than anything else can make up for.</summary>
    public const double ExactBonus = 10;

    private const double NameWorth = 1;
    private const double ArtistWorth = 0.95;
    private const double AlbumWorth = 0.75;
    private const double GenreWorth = 0.6;
    private const double PrecisionShare = 0.28;
    private const double BeginningFactor = 1.12;
    private const double PopularityShare = 0.15;
    private const double FavouriteFactor = 1.2;
    private const double LanguageFactor = 1.04;

    private readonly Dictionary<string, List<Reading>> _readings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Reading>>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly List<(string Text, Reading Reading)> _beginnings = [];
    private readonly IReadOnlyList<string> _phrases;
    private readonly string _beginning;
    private readonly double[] _weights;
    private readonly double[] _best;
    private readonly bool[] _isRequired;
    private readonly double _allWeights;

    /// <summary>Makes one.</summary>
    /// <param name="plan">The query; corrected before, where slips are to be forgiven.</param>
    public SearchScorer(QueryPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _lookup = _readings.GetAlternateLookup<ReadOnlySpan<char>>();
        _phrases = plan.Phrases;
        _beginning = plan.Beginning;
        _weights = [.. plan.Words.Select(word => word.Weight)];
        _best = new double[_weights.Length];
        _isRequired = [.. plan.Words.Select(word => word.IsPhrase || word.Field != TextField.Any)];
        _allWeights = _weights.Sum();
        for (var i = 0; i < plan.Words.Count; i++)
            Add(plan.Words[i], i);
    }

    /// <summary>The item's score; 0 where something that must be in it is not.</summary>
    /// <param name="terms">Its words.</param>
    /// <param name="standing">What it is ranked by beside its text.</param>
    /// <param name="namesItself">Whether its name is its maker's, as an artist's is: what must be an artist is sought in the name, then.</param>
    public double Score(ItemTerms terms, ItemStanding standing, bool namesItself)
    {
        ArgumentNullException.ThrowIfNull(terms);
        Array.Clear(_best);
        var precision = Match(terms.Name, TextField.Name, NameWorth, namesItself);
        Match(terms.Artist, TextField.Artist, ArtistWorth, alsoArtist: false);
        Match(terms.Album, TextField.Album, AlbumWorth, alsoArtist: false);
        Match(terms.Genre, TextField.Genre, GenreWorth, alsoArtist: false);
        var found = 0.0;
        for (var i = 0; i < _best.Length; i++)
        {
            if (_isRequired[i] && _best[i] == 0)
                return 0;
            found += _weights[i] * _best[i];
        }

        foreach (var phrase in _phrases)
        {
            if (!Holds(terms.Name, phrase) && !Holds(terms.Artist, phrase) && !Holds(terms.Album, phrase))
                return 0;
        }

        var coverage = _allWeights == 0 ? 1 : found / _allWeights;
        var text = coverage * coverage * (1 - PrecisionShare + (PrecisionShare * precision));
        if (_beginning.Length > 0 && terms.Name.StartsWith(_beginning, StringComparison.Ordinal))
            text *= BeginningFactor;
        var score = text * (1 - PopularityShare + (PopularityShare * Math.Clamp(standing.Popularity, 0, 100) / 100));
        if (standing.IsFavourite)
            score *= FavouriteFactor;
        if (standing.IsInOwnLanguage)
            score *= LanguageFactor;
        return score + (standing.IsExact ? ExactBonus : 0);
    }

    private static bool Holds(string terms, string phrase)
    {
        var bar = terms.IndexOf(ItemTerms.Bar, StringComparison.Ordinal);
        var words = bar < 0 ? terms.AsSpan() : terms.AsSpan(0, bar);
        for (var from = 0; from <= words.Length - phrase.Length;)
        {
            var at = words[from..].IndexOf(phrase);
            if (at < 0)
                return false;
            var (start, end) = (from + at, from + at + phrase.Length);
            if ((start == 0 || words[start - 1] == ' ') && (end == words.Length || words[end] == ' '))
                return true;
            from = start + 1;
        }

        return false;
    }

    private void Add(QueryWord word, int index)
    {
        foreach (var form in word.Forms.Concat(word.Corrections))
        {
            for (var covered = 0; covered < form.Covers && index + covered < _weights.Length; covered++)
                Add(form.Word, new Reading(index + covered, word.Field, form.Closeness));
            if (form.Second is not null)
                Add(form.Second, new Reading(index, word.Field, form.Closeness));
        }

        if (QueryPlan.IsListedPrefix(word))
            _beginnings.Add((word.Text, new Reading(index, word.Field, 0)));
    }

    private void Add(string text, Reading reading)
    {
        if (!_readings.TryGetValue(text, out var readings))
            _readings.Add(text, readings = new List<Reading>(1));
        readings.Add(reading);
    }

    /// <summary>Notes which words of the query stand in a text.</summary>
    /// <returns>How much of the text they are, 0 to 1.</returns>
    private double Match(string terms, TextField field, double worth, bool alsoArtist)
    {
        var (all, matched) = (0, 0.0);
        var isBehindBar = false;
        for (var from = 0; from < terms.Length;)
        {
            var rest = terms.AsSpan(from);
            var length = rest.IndexOfAny(' ', ItemTerms.Bar);
            var word = length < 0 ? rest : rest[..length];
            var closeness = word.Length == 0 ? 0 : Match(word, field, worth, alsoArtist);
            if (!isBehindBar)
                all += word.Length;
            matched += word.Length * closeness;
            from += word.Length + 1;
            isBehindBar |= length >= 0 && rest[length] == ItemTerms.Bar;
        }

        return all == 0 ? 0 : Math.Min(1, matched / all);
    }

    private double Match(ReadOnlySpan<char> word, TextField field, double worth, bool alsoArtist)
    {
        var closest = 0.0;
        if (_lookup.TryGetValue(word, out var readings))
        {
            foreach (var reading in readings)
                Note(reading, reading.Closeness);
        }

        foreach (var (text, reading) in _beginnings)
        {
            if (word.StartsWith(text, StringComparison.Ordinal))
                Note(reading, word.Length == text.Length ? 1 : QueryPlan.BeginningCloseness(text.Length, word.Length));
        }

        return closest;

        void Note(Reading reading, double closeness)
        {
            if (reading.Field != TextField.Any && reading.Field != field && !(alsoArtist && reading.Field == TextField.Artist))
                return;
            _best[reading.Word] = Math.Max(_best[reading.Word], closeness * worth);
            closest = Math.Max(closest, closeness);
        }
    }

    private readonly record struct Reading(int Word, TextField Field, double Closeness);
}
