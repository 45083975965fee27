using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Core.Recommendations.Blend;
using Spotify.Core.Recommendations.Neighbours;
using Spotify.Functions.Recommendations.Serving;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations.Training;

/// <summary>Publishes a model, unless it is worse than the one that serves: then it is kept with the reason, and the other goes on serving.</summary>
internal sealed partial class ModelPublishing(
    RunFiles files, IndexFiles indexes, Learning learning, SignalFiles learned, ModelRegistry registry, IOptions<RecommendationOptions> options, ILogger<ModelPublishing> logger)
{
    /// <summary>Decides and publishes. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<PublishedModel> PublishAsync(PublishStep step, CancellationToken cancellationToken)
    {
        var (set, run) = (step.Set, step.Set.Run);
        var refusal = FindReasonAgainst(set, step.Measured, options.Value);
        var tracks = await learning.TracksAsync(set, run.Training.Sweeps - 1, cancellationToken);
        // What was refused for saying no more than chance is not taken along.
        var used = step.Signals?.Where(signal => step.Measured.Signals.Any(report => report.Name == signal.Name && report.State == SignalState.Used)).ToList();
        var (content, audio) = (await learned.VectorsAsync(used, SignalNames.Content, set.Tracks.Tracks, cancellationToken), await learned.VectorsAsync(used, SignalNames.Sound, set.Tracks.Tracks, cancellationToken));
        var neighbours = await learned.NeighboursAsync(used, cancellationToken);
        var sound = used?.FirstOrDefault(signal => signal.Name == SignalNames.Sound)?.Model;
        var model = new ModelDocument
        {
            Version = run.Run,
            Week = run.Week,
            LearnedTo = run.HeldOut,
            By = run.By,
            State = refusal is null ? ModelState.Published : ModelState.Refused,
            Refusal = refusal,
            Against = step.Published,
            Listeners = set.Listeners,
            Tracks = set.Tracks.Tracks,
            Pairs = set.Pairs,
            Training = run.Training,
            Trials = set.Trials,
            Measured = step.Measured,
            CatalogueFile = await files.WriteAsync($"{run.ModelFolder}tracks", await files.ReadAsync(set.Tracks.File, cancellationToken), cancellationToken),
            VectorsFile = await files.WriteAsync($"{run.ModelFolder}vectors", tracks, cancellationToken),
            ContentFile = content is null ? null : await files.WriteAsync($"{run.ModelFolder}content", content, cancellationToken),
            AudioFile = audio is null ? null : await files.WriteAsync($"{run.ModelFolder}sounds", audio, cancellationToken),
            SoundModelFile = sound is null ? null : await files.WriteAsync($"{run.ModelFolder}sound-model", await files.ReadAsync(sound, cancellationToken), cancellationToken),
            NeighboursFile = neighbours is null ? null : await files.WriteAsync($"{run.ModelFolder}neighbours", neighbours.ToBytes(), cancellationToken),
            // What never serves is never searched.
            VectorsIndexFile = refusal is null ? await indexes.WriteAsync(run, "vectors-index", tracks, VectorMetric.InnerProduct, cancellationToken) : null,
            ContentIndexFile = refusal is null ? await indexes.WriteAsync(run, "content-index", content, VectorMetric.Cosine, cancellationToken) : null,
            AudioIndexFile = refusal is null ? await indexes.WriteAsync(run, "sounds-index", audio, VectorMetric.Cosine, cancellationToken) : null,
            ComparedVectors = run.ComparedVectors,
            FactorShare = step.Measured.FactorShare,
            Weights = step.Measured.Blend?.Weights ?? BlendWeights.Default,
        };
        await registry.KeepAsync(model, cancellationToken);
        foreach (var signal in step.Measured.Signals.Where(signal => signal.State != SignalState.Used))
            LeftOut(run.Run, signal.Name, signal.State, signal.Reason);
        if (refusal is null)
            Published(run.Run, model.Listeners, model.Tracks, step.Measured.New?.Recall, step.Measured.New?.Ndcg);
        else
            Refused(run.Run, refusal);
        return new PublishedModel(run.Run, refusal, refusal is null ? run.Run : step.Published);
    }

    /// <summary>Why a model may not be published; null where it may.</summary>
    internal static string? FindReasonAgainst(TrainingSet set, MeasuredModel measured, RecommendationOptions options)
    {
        if (set.Pairs > 0 && measured is { New: { Ndcg: var ours } quality, Published.Ndcg: var theirs } && quality.Listeners >= options.JudgedListeners)
        {
            return ours < theirs * (1 - options.Tolerance)
                ? FormattableString.Invariant($"Its NDCG@20 is {ours:f4} on {quality.Listeners} listeners of the last week, that of the published model {theirs:f4}.") : null;
        }

        return set.Pairs == 0 && measured.Published is not null ? "There was nothing to learn from." : null;
    }

    [LoggerMessage(EventId = 6402, Level = LogLevel.Information, Message = "Model {Version} is published: {Listeners} listeners, {Tracks} tracks, recall@20 {Recall}, NDCG@20 {Ndcg}")]
    private partial void Published(string version, int listeners, int tracks, double? recall, double? ndcg);

    [LoggerMessage(EventId = 6403, Level = LogLevel.Warning, Message = "Model {Version} is refused, the one before goes on serving: {Reason}")]
    private partial void Refused(string version, string reason);

    [LoggerMessage(EventId = 6405, Level = LogLevel.Warning, Message = "Model {Version} goes without the signal {Signal}, which is {State}: {Reason}")]
    private partial void LeftOut(string version, string signal, SignalState state, string? reason);
}
