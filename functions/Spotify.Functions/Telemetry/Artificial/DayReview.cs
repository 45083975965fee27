using System.Globalization;
using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Core.Telemetry.Artificial;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry.Artificial;

/// <summary>The steps of a day's review. Each may be repeated.</summary>
public sealed partial class DayReview
{
    private const int MostParts = 16;
    private readonly ArtificialBounds _bounds = new();
    private readonly IDocumentStore _documents;
    private readonly DayPlays _ledger;
    private readonly ReviewCases _cases;
    private readonly ILogger<DayReview> _logger;

    internal DayReview(IDocumentStore documents, DayPlays ledger, ReviewCases cases, ILogger<DayReview> logger) =>
        (_documents, _ledger, _cases, _logger) = (documents, ledger, cases, logger);

    /// <summary>The day of an input.</summary>
    public static DateOnly DateOf(ReviewInput review) => DateOnly.ParseExact(review.Date, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Cuts the ledger into parts.</summary>
    public async Task<ReviewPlan> PlanAsync(CancellationToken cancellationToken) =>
        new([.. (await _documents.GetScanRangesAsync(DocumentContainer.Plays, MostParts, cancellationToken)).Select(range => range.Token)]);

    /// <summary>Looks at each listener of a part alone, takes out what is found, and sums up the rest for the rules about groups.</summary>
    /// <exception cref="TransientException">The store is in trouble; repeat it.</exception>
    public async Task<ReviewFigures> ExamineListenersAsync(ReviewPart part, CancellationToken cancellationToken)
    {
        var (date, figures, tally) = (DateOf(part.Review), new ReviewFigures(0, 0, 0, 0), new DayTally());
        await foreach (var day in _ledger.ReadAsync(part.Range, date, cancellationToken))
        {
            var findings = ListenerRules.Examine(day.Facts, _bounds);
            figures = figures.Plus(await _cases.ApplyAsync(date, day, findings, cancellationToken)).Plus(new ReviewFigures(1, day.Facts.Count, 0, 0));
            tally.Add(Rest(day, findings), _bounds);
        }

        await SaveAsync(date, part, tally.ToData(), cancellationToken);
        return figures;
    }

    /// <summary>Puts the parts together and finds the suspicious groups.</summary>
    /// <exception cref="TransientException">The store is in trouble; repeat it.</exception>
    public async Task<SuspectGroups> FindSuspectsAsync(ReviewInput review, CancellationToken cancellationToken)
    {
        var tally = new DayTally();
        string? continuation = null;
        do
        {
            var page = await _documents.RangeAsync<TallyDocument>(
                DocumentContainer.Aggregates, ArtificialCase.ScopeOf(DateOf(review)), IdRange.Prefix(TallyDocument.PrefixOf(review.Run)), 100, continuation, cancellationToken);
            foreach (var (_, document) in page.Documents)
                tally.Merge(document.Value.Data);
            continuation = page.Continuation;
        }
        while (continuation is not null);

        var suspects = GroupRules.Find(tally.ToData(), _bounds);
        foreach (var network in suspects.Networks)
            NetworkFound(review.Date, network.Track, network.Plays, network.Listeners);
        foreach (var ring in suspects.Rings)
            RingFound(review.Date, ring.Artist, ring.Members);
        return suspects;
    }

    /// <summary>Takes out what belongs to the suspicious groups.</summary>
    /// <exception cref="TransientException">The store is in trouble; repeat it.</exception>
    public async Task<ReviewFigures> ExamineGroupsAsync(GroupPart group, CancellationToken cancellationToken)
    {
        var (date, figures) = (DateOf(group.Part.Review), new ReviewFigures(0, 0, 0, 0));
        await foreach (var day in _ledger.ReadAsync(group.Part.Range, date, cancellationToken))
        {
            var findings = GroupRules.Examine(Rest(day, ListenerRules.Examine(day.Facts, _bounds)), group.Suspects, _bounds);
            figures = figures.Plus(await _cases.ApplyAsync(date, day, findings, cancellationToken));
        }

        return figures;
    }

    /// <summary>Sums up for labels what is out of the day.</summary>
    /// <exception cref="TransientException">The store is in trouble; repeat it.</exception>
    public Task SummariseAsync(ReviewInput review, CancellationToken cancellationToken) => _cases.SummariseAsync(DateOf(review), cancellationToken);

    private static List<PlayFact> Rest(ListenerDay day, IReadOnlyList<Finding> findings)
    {
        var taken = findings.SelectMany(finding => finding.Plays).Select(play => play.PlayId).ToHashSet(StringComparer.Ordinal);
        return [.. day.Facts.Where(play => !taken.Contains(play.PlayId))];
    }

    private async Task SaveAsync(DateOnly date, ReviewPart part, DayTallyData data, CancellationToken cancellationToken)
    {
        var pieces = Pieces(data).ToList();
        for (var i = 0; i < pieces.Count; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{TallyDocument.PrefixOf(part.Review.Run)}{part.Part:d4}:{i:d6}");
            await _documents.WriteAsync(
                DocumentContainer.Aggregates, ArtificialCase.ScopeOf(date), DocumentOperation.Upsert(id, new TallyDocument { Data = pieces[i] }, TallyDocument.TimeToLive), cancellationToken);
        }
    }

    private static IEnumerable<DayTallyData> Pieces(DayTallyData data)
    {
        yield return new DayTallyData(data.Listeners, data.NewListeners, [], [], []);
        foreach (var networks in data.Networks.Chunk(TallyDocument.MostEntries))
            yield return new DayTallyData(0, 0, networks, [], []);
        foreach (var tracks in data.NetworkTracks.Chunk(TallyDocument.MostEntries))
            yield return new DayTallyData(0, 0, [], tracks, []);
        foreach (var artists in data.Artists.Chunk(TallyDocument.MostEntries))
            yield return new DayTallyData(0, 0, [], [], artists);
    }

    [LoggerMessage(EventId = 5401, Level = LogLevel.Warning, Message = "On {Date} a network played little but track {Track}: {Plays} plays of {Listeners} listeners are taken out")]
    private partial void NetworkFound(string date, string track, int plays, int listeners);

    [LoggerMessage(EventId = 5402, Level = LogLevel.Warning, Message = "On {Date} {Members} new accounts heard hardly anything but artist {Artist}: a ring, taken out")]
    private partial void RingFound(string date, string artist, int members);
}
