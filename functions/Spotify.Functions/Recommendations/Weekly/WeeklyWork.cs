using Spotify.Functions.Recommendations.Snapshot;
using Spotify.Functions.Recommendations.Training;

namespace Spotify.Functions.Recommendations.Weekly;

/// <summary>Every step of a run. All are safe to repeat: the same input gives the same bytes.</summary>
public sealed class WeeklyWork
{
    private readonly WeeklySteps _steps;

    internal WeeklyWork(WeeklySteps steps) => _steps = steps;

    internal Task<WeeklyPlan> BeginAsync(BeginWeek input, CancellationToken cancellationToken) => _steps.Beginning.BeginAsync(input, cancellationToken);

    internal Task<ReadRange> ReadListenersAsync(RangeStep step, CancellationToken cancellationToken) => _steps.Listeners.ReadAsync(step, cancellationToken);

    internal Task<ReadTracks> ReadTracksAsync(WeeklyRun run, CancellationToken cancellationToken) => _steps.Tracks.ReadAsync(run, cancellationToken);

    internal Task<FoundTwins> FindTwinsAsync(TwinsStep step, CancellationToken cancellationToken) => _steps.Twins.FindAsync(step, cancellationToken);

    internal Task<ExploredWeek> TallyExploredAsync(TrainingSet set, CancellationToken cancellationToken) => _steps.Explored.TallyAsync(set, cancellationToken);

    internal Task<JoinedBlock> JoinAsync(JoinStep step, CancellationToken cancellationToken) => _steps.Joining.JoinAsync(step, cancellationToken);

    internal Task<FoundSettings> SearchAsync(TrainingSet set, CancellationToken cancellationToken) => _steps.Search.SearchAsync(set, cancellationToken);

    internal Task<StoredFile> SolveListenersAsync(SweepStep step, CancellationToken cancellationToken) => _steps.Learning.SolveListenersAsync(step, cancellationToken);

    internal Task<StoredFile> SolveTracksAsync(SweepStep step, CancellationToken cancellationToken) => _steps.Learning.SolveTracksAsync(step, cancellationToken);

    internal Task<StoredFile> LinkTracksAsync(SignalStep step, CancellationToken cancellationToken) => _steps.Linking.LinkAsync(step, cancellationToken);

    internal Task<LearnedSignal> LearnContentAsync(SignalStep step, CancellationToken cancellationToken) => _steps.Content.LearnAsync(step, cancellationToken);

    internal Task<LearnedSignal> LearnSoundAsync(SignalStep step, CancellationToken cancellationToken) => _steps.Sound.LearnAsync(step, cancellationToken);

    internal Task<StoredFile> PlaceSoundsAsync(SignalStep step, CancellationToken cancellationToken) => _steps.Sound.PlaceAsync(step, cancellationToken);

    internal Task<MeasuredModel> MeasureAsync(MeasureStep step, CancellationToken cancellationToken) => _steps.Measuring.MeasureAsync(step, cancellationToken);

    internal Task<PublishedModel> PublishAsync(PublishStep step, CancellationToken cancellationToken) => _steps.Publishing.PublishAsync(step, cancellationToken);

    internal Task<MadeLists> MakeListsAsync(ListsStep step, CancellationToken cancellationToken) => _steps.Lists.MakeAsync(step, cancellationToken);

    internal Task<WeeklyOutcome> AnnounceAsync(FinishWeek input, CancellationToken cancellationToken) => _steps.Finishing.AnnounceAsync(input, cancellationToken);

    internal Task<bool> CleanAsync(WeeklyRun run, CancellationToken cancellationToken) => _steps.Finishing.CleanAsync(run, cancellationToken);
}

/// <summary>What does the steps.</summary>
internal sealed record WeeklySteps(
    WeeklyBeginning Beginning,
    ListenerReading Listeners,
    TrackReading Tracks,
    TwinFinding Twins,
    BlockJoining Joining,
    ExplorationResults Explored,
    SettingSearch Search,
    Learning Learning,
    TrackLinking Linking,
    ContentLearning Content,
    SoundLearning Sound,
    ModelMeasuring Measuring,
    ModelPublishing Publishing,
    ListMaking Lists,
    WeeklyFinishing Finishing);
