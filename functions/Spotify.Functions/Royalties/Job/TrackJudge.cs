using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Periods;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Closing;
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Puts the shards of a month's tally together and judges every track by the last months.</summary>
internal sealed class TrackJudge(FrozenInputsStore inputs, TallyFiles tallies, ILedgerFiles files)
{
    /// <summary>The kind of the verdicts' file.</summary>
    public const string FileKind = "judged";

    /// <summary>Merges and judges. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<JudgedMonth> JudgeAsync(MonthStep step, CancellationToken cancellationToken)
    {
        var (scope, folder) = (step.Scope, step.Run.FolderOf(step.Scope.Month));
        var rules = (await inputs.GetAsync(step.Run, scope.IsBefore ? step.Run.Period : scope.Month, cancellationToken)).Rules;
        var format = RoyaltyFormats.Tracks(rules.MinListeners);
        var merged = RunMerge.MergeAsync(format, Open(format, step.Files.TrackParts), cancellationToken);
        var tracks = await files.WriteHashedAsync(folder, TallyFiles.FileKind, stream => RunMerge.WriteAsync(format, merged, stream, cancellationToken), cancellationToken);
        if (scope.IsBefore)
            return new JudgedMonth(tracks, null);

        var artists = new Dictionary<UInt128, ArtistTally>();
        await foreach (var artist in RunMerge.MergeAsync(RoyaltyFormats.Artists, Open(RoyaltyFormats.Artists, step.Files.ArtistParts), cancellationToken))
        {
            if (artist.IsProfessional(rules))
                artists.Add(artist.Artist, artist);
        }

        var facts = await FactTable.LoadAsync(step.Run, scope, inputs, files, cancellationToken);
        var months = await tallies.BeforeAsync(step, rules.Months, cancellationToken);
        var judged = JudgeAsync(rules, tracks, months, facts, artists, cancellationToken);
        return new JudgedMonth(
            tracks, await files.WriteHashedAsync(folder, FileKind, stream => RunMerge.WriteAsync(RoyaltyRuns.Judged, judged, stream, cancellationToken), cancellationToken));
    }

    private async IAsyncEnumerable<JudgedTrack> JudgeAsync(
        RoyaltyRules rules,
        FrozenFile tracks,
        IReadOnlyList<FrozenFile> months,
        FactTable facts,
        Dictionary<UInt128, ArtistTally> artists,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var format = RoyaltyFormats.Tracks(rules.MinListeners);
        var (earlier, ends) = (Open(format, months), new bool[months.Count]);
        for (var i = 0; i < earlier.Count; i++)
            ends[i] = !await earlier[i].MoveNextAsync(cancellationToken);
        await foreach (var own in files.RunAsync(format, tracks, cancellationToken))
        {
            var year = new List<TrackTally> { own };
            for (var i = 0; i < earlier.Count; i++)
            {
                while (!ends[i] && earlier[i].Current.Track.Value < own.Track.Value)
                    ends[i] = !await earlier[i].MoveNextAsync(cancellationToken);
                if (!ends[i] && earlier[i].Current.Track == own.Track)
                    year.Add(earlier[i].Current);
            }

            yield return Judge(rules, own.Track, year, facts, artists);
        }
    }

    private static JudgedTrack Judge(RoyaltyRules rules, TrackKey track, List<TrackTally> year, FactTable facts, Dictionary<UInt128, ArtistTally> artists)
    {
        var fact = facts.Find(track);
        var verdict = Eligibility.Judge(rules, year, fact);
        var term = Eligibility.TermOf(rules, verdict, fact, fact?.Artist is { } artist ? artists.GetValueOrDefault(artist) : null);
        return new JudgedTrack(track, verdict, term, year.Sum(month => month.Streams), TrackTally.DistinctListeners(year));
    }

    private List<RunReader<T>> Open<T>(RunFormat<T> format, IEnumerable<FrozenFile> of) =>
        [.. of.Select(file => new RunReader<T>(format, (offset, into, token) => files.ReadAsync(file.Name, offset, into, token), 0, file.Length))];
}
