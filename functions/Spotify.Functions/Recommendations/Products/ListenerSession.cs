using Spotify.Core.Catalog;
using Spotify.Core.Recommendations.Blend;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Recommendations.Model;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Recommendations.Serving;

namespace Spotify.Functions.Recommendations.Products;

/// <summary>What is known of a caller while one request is answered: read once, whatever lists are made of it.</summary>
internal sealed class ListenerSession
{
    private readonly Lazy<TasteScores?> _scores;
    private readonly Lazy<IReadOnlyList<Candidate>> _candidates;
    private readonly DateTimeOffset _hour;

    /// <summary>Puts it together.</summary>
    public ListenerSession(Caller caller, DateTimeOffset now)
    {
        (Caller, Now) = (caller, now);
        // Answers about licences are kept by the moment that they are for: one an hour is few.
        _hour = new DateTimeOffset(now.UtcDateTime.Date.AddHours(now.UtcDateTime.Hour), TimeSpan.Zero);
        Local = TimeZoneInfo.ConvertTime(now, MarketZones.Of(caller.Country));
        _scores = new(() => Model is { } loaded ? new TasteScores(loaded.Model, Liked) : null);
        _candidates = new(MakeCandidates);
    }

    public Caller Caller { get; }

    public DateTimeOffset Now { get; }

    /// <summary>The same moment on the clocks of the caller's country.</summary>
    public DateTimeOffset Local { get; }

    /// <summary>The day there.</summary>
    public DateOnly Today => DateOnly.FromDateTime(Local.DateTime);

    /// <summary>The caller's taste; of one whose taste could not be read, that nothing is known of it.</summary>
    public required ListenerTaste Taste { get; init; }

    /// <summary>What the caller likes, with weights.</summary>
    public IReadOnlyList<WeightedTrack> Liked { get; init; } = [];

    /// <summary>What the caller's plays say by track, most liked first.</summary>
    public IReadOnlyList<TrackEngagement> Engagement { get; init; } = [];

    /// <summary>What the caller did beside playing, in order.</summary>
    public IReadOnlyList<Signal> Signals { get; init; } = [];

    /// <summary>What the caller picked when he was new.</summary>
    public TastePicks Picks { get; init; } = TastePicks.None;

    /// <summary>What explains tracks to the caller by name; null without a model.</summary>
    public TasteHints? Hints { get; init; }

    /// <summary>The tracks of the chart where the caller is, with their places from 0.</summary>
    public IReadOnlyDictionary<TrackKey, int> Charted { get; init; } = new Dictionary<TrackKey, int>();

    /// <summary>Tracks of the newest releases where the caller is, the newest first; none where a model knows better.</summary>
    public IReadOnlyList<TrackKey> Newest { get; init; } = [];

    /// <summary>When the caller was born; null where that is unknown or does not matter any more.</summary>
    public int? BirthYear { get; init; }

    /// <summary>The caller's arms of the experiments that run, by product.</summary>
    public IReadOnlyDictionary<ListKind, ChosenArm> Arms { get; init; } = new Dictionary<ListKind, ChosenArm>();

    /// <summary>The model that serves; null where there is none yet.</summary>
    public LoadedModel? Model { get; init; }

    /// <summary>Its index; null where there is none yet.</summary>
    public ModelIndex? Index { get; init; }

    /// <summary>Whether anything is known of what the caller may like.</summary>
    public bool HasTaste => Liked.Count > 0 || BirthYear is not null;

    /// <summary>Tracks that may go onto the caller's lists, scored, none that he knows; empty without a model.</summary>
    public IReadOnlyList<Candidate> Candidates => _candidates.Value;

    /// <summary>Some tracks as candidates: scored, and licensed or not.</summary>
    public IEnumerable<Candidate> Scored(IEnumerable<int> rows) => Index is { } index && _scores.Value is { } scores
        ? rows.Distinct().Select(row => Priors.Of(scores.Of(row)) with { Licensed = IsLicensed(index, row) }) : [];

    /// <summary>The row of a track; -1 where the model does not know it.</summary>
    public int RowOf(TrackKey track) => Model?.Model.Catalogue.Rows.RowOf(track) ?? -1;

    /// <summary>Whether a track that may be heard may be put before the caller: neither it nor an artist of it is blocked.</summary>
    public bool Wants(PublishedTrack track) =>
        !(TrackKey.TryParse(track.Track.Id, out var key) && Taste.BlockedTracks.Contains(key)) && !track.Track.Artists.Any(artist => Taste.BlockedArtists.Contains(artist.Id));

    /// <summary>Whether a track of the model may be put before the caller: licensed, not blocked, and not explicit where he wants none.</summary>
    public bool MayHave(int row) => Index is { } index && IsLicensed(index, row) && index.Model.Catalogue[row] is var fact && (Taste.AllowsExplicit || !fact.Explicit)
        && !Taste.BlockedTracks.Contains(fact.Track) && !fact.Artists.Any(Taste.BlockedArtists.Contains);

    /// <summary>What each signal says on a product's lists: as an experiment would have it, else as the model has learned it.</summary>
    public BlendWeights WeightsFor(ListKind kind) => Arms.GetValueOrDefault(kind)?.Weights ?? Model?.Weights ?? BlendWeights.Default;

    private ListenerPriors Priors => new(Charted, BirthYear, Taste.Heard.Count);

    /// <summary>The model's candidates, and tracks of what was picked that are not among them.</summary>
    private List<Candidate> MakeCandidates()
    {
        if (Index is not { } index)
            return [];
        var priors = Priors;
        List<Candidate> found = [.. index.Search.Find(new CandidateQuery(Taste, Liked), _hour, new CandidateOptions()).Candidates.Select(priors.Of)];
        var known = found.Select(candidate => candidate.Track).ToHashSet();
        var more = Scored(Picks.Rows(index).Concat(Hints?.Rows() ?? [])).Where(candidate => !known.Contains(candidate.Track) && !Taste.Knows(candidate.Track) && Taste.Admits(candidate));
        return [.. found.Concat(more).Select(candidate => candidate with { Facts = FactsOf(index, RowOf(candidate.Track)) })];
    }

    /// <summary>The reason of a track of a list that was made before: what may be said of it by name by now, where it gives a mere kind.</summary>
    public ListReason ReasonOf(ListItem item) => Index is { } index && RowOf(item.Track) is >= 0 and var row
        && item.Reason is { Kind: ReasonKind.ListenersAlike or ReasonKind.DescribedAlike or ReasonKind.SoundsAlike, Name: null } ? Reasons.Telling(FactsOf(index, row)) ?? item.Reason : item.Reason;

    private IReadOnlyList<ListReason> FactsOf(ModelIndex index, int row)
    {
        var facts = Hints?.FactsOf(row) ?? [];
        return Picks.ReasonFor(index, row) is { } picked ? [.. facts, picked] : facts;
    }

    private bool IsLicensed(ModelIndex index, int row) => index.Model.Catalogue.IsLicensed(row, Caller.Country, Caller.Tier, _hour);
}
