using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Periods;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Closing;
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Job;

/// <summary>What is known of a month's tracks: some 40 bytes each.</summary>
internal sealed class FactTable
{
    private readonly List<UInt128> _tracks = [];
    private readonly List<(UInt128 Artist, int DurationMs, bool IsNoise)> _facts = [];

    /// <summary>The facts that a month's own ledger was frozen with, and of tracks that only later ones name, theirs.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public static async Task<FactTable> LoadAsync(RoyaltyRun run, MonthScope scope, FrozenInputsStore inputs, ILedgerFiles files, CancellationToken cancellationToken)
    {
        var table = new FactTable();
        if (scope.IsBefore)
            return table;
        var sources = new List<IAsyncEnumerable<FrozenTrack>>();
        foreach (var ledger in scope.Ledgers)
            sources.Add(files.RunAsync(RoyaltyRuns.Tracks, (await inputs.GetAsync(run, ledger, cancellationToken)).File(TrackFreezing.FileKind), cancellationToken));
        await foreach (var track in SortedMerge.MergeAsync(sources, RoyaltyRuns.Tracks.Compare, cancellationToken))
        {
            if (table._tracks.Count > 0 && table._tracks[^1] == track.Track.Value)
                continue;
            table._tracks.Add(track.Track.Value);
            table._facts.Add((LedgerId.TryParse(track.Artist, out var artist) ? artist : UInt128.Zero, (int)Math.Min(track.DurationMs, int.MaxValue), track.IsNoise));
        }

        return table;
    }

    /// <summary>The first artist of a track; null where the catalogue had none.</summary>
    public UInt128? ArtistOf(TrackKey track)
    {
        var place = _tracks.BinarySearch(track.Value);
        return place < 0 || _facts[place].Artist == UInt128.Zero ? null : _facts[place].Artist;
    }

    /// <summary>What is known of a track; null where nothing is.</summary>
    public TrackFact? Find(TrackKey track)
    {
        var place = _tracks.BinarySearch(track.Value);
        return place < 0 ? null : new TrackFact(_facts[place].Artist == UInt128.Zero ? null : _facts[place].Artist, _facts[place].DurationMs, _facts[place].IsNoise);
    }
}

/// <summary>What streams of a month's tracks are worth: some 20 bytes for each track that is paid.</summary>
internal sealed class TermTable
{
    private readonly List<UInt128> _tracks = [];
    private readonly List<TrackTerm> _terms = [];

    /// <summary>Reads the verdicts of a month.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public static async Task<TermTable> LoadAsync(FrozenFile judged, ILedgerFiles files, CancellationToken cancellationToken)
    {
        var table = new TermTable();
        await foreach (var track in files.RunAsync(RoyaltyRuns.Judged, judged, cancellationToken))
        {
            if (track.Term.Hundredths == 0)
                continue;
            table._tracks.Add(track.Track.Value);
            table._terms.Add(track.Term);
        }

        return table;
    }

    /// <summary>What a stream of a track is worth; the default for one that is not paid.</summary>
    public TrackTerm Of(TrackKey track)
    {
        var place = _tracks.BinarySearch(track.Value);
        return place < 0 ? default : _terms[place];
    }
}
