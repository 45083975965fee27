using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Content;

/// <summary>How the content model is learned.</summary>
public sealed record ContentOptions
{
    /// <summary>Figures of a vector at most.</summary>
    /// <value>128.</value>
    public int Dimensions { get; init; } = 128;

    /// <summary>Terms that fewer items have are not looked at: they tie nothing together.</summary>
    /// <value>2.</value>
    public int ItemsOfTerm { get; init; } = 2;

    /// <summary>Where random numbers begin.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads; the result is the same for any number.</summary>
    /// <value>All processors.</value>
    public int Threads { get; init; } = Environment.ProcessorCount;
}

/// <summary>
/// What is described alike: terms weighed by how rare they are (TF-IDF), then the directions along which descriptions differ most (latent semantic analysis, Deerwester et al. 1990). Items that
/// share playlists or words lie close by even where they share no term. An item that nobody has heard has a vector from its first day.
/// </summary>
public sealed class ContentModel
{
    private readonly Dictionary<string, Term> _terms;
    private readonly FactorMatrix _directions;

    private ContentModel(Dictionary<string, Term> terms, FactorMatrix directions, FactorMatrix items) => (_terms, _directions, Items) = (terms, directions, items);

    /// <summary>The items' vectors, of length 1, or 0 where nothing is known of an item.</summary>
    public FactorMatrix Items { get; }

    /// <summary>How many terms are known.</summary>
    public int Terms => _terms.Count;

    /// <summary>Learns from all items.</summary>
    /// <param name="items">Their descriptions, in the order of rows.</param>
    /// <param name="options">How.</param>
    public static ContentModel Train(IReadOnlyList<ContentItem> items, ContentOptions options)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(options);
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var term in items.SelectMany(ContentTerms.Of))
            counts[term.Key] = counts.GetValueOrDefault(term.Key) + 1;
        var terms = new Dictionary<string, Term>(StringComparer.Ordinal);
        foreach (var (term, count) in counts.Where(term => term.Value >= options.ItemsOfTerm))
            terms[term] = new Term(terms.Count, Math.Log((items.Count + 1.0) / count));
        var rows = items.SelectMany((item, row) => Weigh(item, terms).Select(pair => pair with { Row = row }));
        var directions = TruncatedSvd.Of(Interactions.Of(items.Count, terms.Count, rows), options.Dimensions, options.Seed, threads: options.Threads).Right;
        var model = new ContentModel(terms, directions, new FactorMatrix(items.Count, Math.Max(1, directions.Rows)));
        Parallel.For(0, items.Count, new ParallelOptions { MaxDegreeOfParallelism = options.Threads }, row => model.Embed(items[row], model.Items[row]));
        return model;
    }

    /// <summary>The vector of an item that may not have been there when the model was learned.</summary>
    /// <param name="item">Its description.</param>
    /// <param name="vector">Gets it: as long as those of <see cref="Items"/>.</param>
    public void Embed(ContentItem item, Span<float> vector)
    {
        ArgumentNullException.ThrowIfNull(item);
        vector.Clear();
        foreach (var pair in Weigh(item, _terms))
        {
            for (var direction = 0; direction < _directions.Rows; direction++)
                vector[direction] += pair.Weight * _directions[direction][pair.Column];
        }

        Normalize(vector);
    }

    /// <summary>Where the taste of a listener lies: the sum of what he has, brought to length 1.</summary>
    /// <param name="items">Rows of what he has.</param>
    /// <param name="weights">How surely, as many.</param>
    /// <param name="vector">Gets it.</param>
    public void Taste(ReadOnlySpan<int> items, ReadOnlySpan<float> weights, Span<float> vector)
    {
        vector.Clear();
        for (var i = 0; i < items.Length; i++)
            SmallMatrix.MultiplyAdd(vector, weights[i], Items[items[i]]);
        Normalize(vector);
    }

    private static void Normalize(Span<float> vector)
    {
        var length = MathF.Sqrt(SmallMatrix.Dot(vector, vector));
        foreach (ref var value in vector)
            value = length > 0 ? value / length : 0;
    }

    // TF-IDF, the whole brought to length 1: a long description counts no more than a short one.
    private static List<Interaction> Weigh(ContentItem item, Dictionary<string, Term> terms)
    {
        var pairs = new List<Interaction>();
        var squares = 0.0;
        foreach (var (text, weight) in ContentTerms.Of(item))
        {
            if (!terms.TryGetValue(text, out var term))
                continue;
            pairs.Add(new Interaction(0, term.Column, (float)(weight * term.Rarity)));
            squares += weight * term.Rarity * weight * term.Rarity;
        }

        return squares == 0 ? [] : [.. pairs.Select(pair => pair with { Weight = (float)(pair.Weight / Math.Sqrt(squares)) })];
    }

    private sealed record Term(int Column, double Rarity);
}
