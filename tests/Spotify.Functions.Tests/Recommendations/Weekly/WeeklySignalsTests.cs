using System.Runtime.InteropServices;
using System.Text.Json;
using Shouldly;
using Spotify.Core.Recommendations.Blend;
using Spotify.Core.Recommendations.Experiments;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Recommendations.Model;
using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Recommendations.Serving;
using Spotify.Functions.Recommendations.Snapshot;
using Spotify.Functions.Recommendations.Weekly;
using Xunit;
using static Spotify.Functions.Tests.Recommendations.Weekly.TasteWorld;

namespace Spotify.Functions.Tests.Recommendations.Weekly;

/// <summary>What a week learns beside factors, and what becomes of it where that cannot be learned.</summary>
public sealed class WeeklySignalsTests
{
    private const string Version = "recommendations-2026-W49";

    [Fact]
    public async Task All_signals_are_learned_measured_blended_within_bounds_and_published_with_the_model()
    {
        await using var harness = await PlayedAsync(new TasteWorld(sound: SoundOf.Kind));
        var measured = (await harness.MakeAsync()).Measured!;

        measured.Signals.Select(signal => (signal.Name, signal.State)).ShouldBe([("neighbours", SignalState.Used), ("content", SignalState.Used), ("sound", SignalState.Used)]);
        measured.Signals.ShouldAllBe(signal => signal.Quality!.Recall > measured.Popular!.Recall);
        measured.Signals[2].Placed!.Rank.ShouldBeLessThan(0.4);
        measured.Blended!.Recall.ShouldBeGreaterThan(measured.Popular!.Recall);
        measured.FactorShare.ShouldBeInRange(0, 1);
        var weights = measured.Blend!.Weights;
        foreach (var (weight, standard) in ((double, double)[])[(weights.Collaborative, 0.4), (weights.Content, 0.3), (weights.Audio, 0.2), (weights.Popularity, 0.1)])
            weight.ShouldBeInRange((BlendLearner.LeastShare * standard) - 1e-9, (BlendLearner.MostShare * standard) + 1e-9);

        var model = (await harness.Get<ModelRegistry>().FindPublishedAsync(default))!;
        (model.Weights, model.FactorShare, model.Measured.Signals[2].Version).ShouldBe((weights, measured.FactorShare, measured.Signals[2].Version));
        foreach (var file in (StoredFile?[])[model.ContentFile, model.AudioFile, model.SoundModelFile, model.NeighboursFile])
            harness.Files.Files[file!.Name].LongLength.ShouldBe(file.Length);
        await harness.Get<ServingModel>().RefreshAsync();
        harness.Get<IRecommendations>().Model!.Model.Audio.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_track_that_nobody_has_heard_reaches_those_who_like_its_kind_by_its_description_or_by_its_sound_alone(bool isDescribed)
    {
        await using var harness = await PlayedAsync(new TasteWorld(isDescribed: isDescribed, sound: isDescribed ? SoundOf.Nothing : SoundOf.Kind) { Unheard = 12 });
        await harness.MakeAsync();
        var (own, all) = (0, 0);
        foreach (var listener in harness.World.Listeners)
        {
            var fresh = (await harness.ListAsync(listener))!.Items.Where(item => harness.World.Plays.All(play => play.Track != item.Track)).ToList();
            (own, all) = (own + fresh.Count(item => KindOfTrack(item.Track) == KindOf(listener)), all + fresh.Count);
        }

        all.ShouldBeGreaterThan(harness.World.Listeners.Count);
        // A third of all tracks are of his kind.
        own.ShouldBeGreaterThan(all * (isDescribed ? 60 : 45) / 100);
    }

    [Fact]
    public async Task What_cannot_be_learned_is_left_out_and_named_and_the_week_goes_on()
    {
        await using var harness = await PlayedAsync(new TasteWorld(isDescribed: true, sound: SoundOf.Kind) { SoundsFail = true });
        harness.Settings["Recommendations:ContentTracks"] = "10";
        harness.Settings["Recommendations:Neighbours"] = "0";
        harness.Restart();
        var outcome = await harness.MakeAsync();

        outcome.Full.ShouldBe(90);
        outcome.Measured!.Signals.Select(signal => (signal.State, signal.Reason)).ShouldBe(
        [
            (SignalState.Missing, "It is turned off."),
            (SignalState.Missing, "There are 180 tracks, more than the 10 that descriptions are learned of."),
            (SignalState.Failed, "It could not be learned: The spectrograms are gone."),
        ]);
        harness.Log.Count(line => line.Event == 6405).ShouldBe(3);
        (await harness.Get<ModelRegistry>().FindAsync(Version, default))!.Measured.Signals.ShouldAllBe(signal => signal.State != SignalState.Used);
    }

    [Fact]
    public async Task How_to_learn_is_tried_on_some_listeners_within_bounds_and_the_registry_has_what_was_tried()
    {
        await using var harness = await PlayedAsync(new TasteWorld());
        (harness.Settings["Recommendations:SearchTrials"], harness.Settings["Recommendations:SearchListeners"]) = ("4", "60");
        harness.Restart();
        await harness.MakeAsync();

        var model = (await harness.Get<ModelRegistry>().FindPublishedAsync(default))!;
        model.Trials.Select(trial => trial.Signal).ShouldBe(["ials", "ials", "ials", "ials", "graph", "graph", "graph", "graph"]);
        model.Trials.ShouldAllBe(trial => trial.Recall >= 0 && trial.Recall <= 1);
        (model.Training.Regularization, model.Training.Unobserved).ShouldSatisfyAllConditions(
            found => found.Regularization.ShouldBeInRange(0.001, 0.03), found => found.Unobserved.ShouldBeInRange(0.003, 0.3));
        (model.Training.Dimensions, model.Training.Sweeps).ShouldBe((8, 4));
        harness.LastStory.Progress.ShouldContain(progress => progress.Step == "trying how to learn");
    }

    [Fact]
    public async Task What_was_played_out_of_exploration_slots_is_counted_once_for_the_next_lists_and_can_be_evaluated_by_its_propensities()
    {
        await using var harness = await PlayedAsync(new TasteWorld());
        await harness.MakeAsync();
        var (monday, shown, played) = (harness.Clock.GetUtcNow().AddDays(2), new Dictionary<string, string>(), 0);
        foreach (var listener in harness.World.Listeners)
        {
            var drawn = (await harness.ListAsync(listener))!.Items.Where(item => item.Slot == ListSlot.Explore).ToList();
            for (var slot = 0; slot < 3; slot++, played++)
                harness.World.Plays.Add((listener, drawn[slot].Track, monday.AddHours(slot), KindOfTrack(drawn[slot].Track) == KindOf(listener) ? 1 : 0.1));
        }

        await harness.World.StoreAsync(harness.Store);
        harness.Clock.Advance(TimeSpan.FromDays(7));
        var explored = (await harness.MakeAsync("2026-W50")).Explored!;
        explored.Choices.ShouldBe(played);
        explored.Liked.ShouldBeInRange(played / 3, played - 1);
        explored.Value!.Value.ShouldBe((double)explored.Liked / played, 1e-9);
        (await harness.MakeAsync("2026-W50", "again")).Explored!.Choices.ShouldBe(played);

        var tally = ExplorationTally.Read(harness.Files.Files[explored.Tally!.Name]);
        Tracks.Sum(track => tally.PlaysOf(KeyOf(track))).ShouldBe(played);
        Tracks.Sum(track => tally.LikesOf(KeyOf(track))).ShouldBe(explored.Liked);
        var choices = MemoryMarshal.Cast<byte, ExploredRow>(harness.Files.Files[explored.ChoicesFile!.Name]).ToArray();
        var even = OffPolicy.Evaluate([.. choices.Select(choice => new LoggedChoice(choice.Liked, choice.Propensity, 1.0 / 60))])!;
        (even.Choices, even.Refused).ShouldBe((played, 0));
        even.Normalised.Value.ShouldBeInRange(0.1, 0.9);

        // The week after it has faded.
        harness.Clock.Advance(TimeSpan.FromDays(7));
        var faded = (await harness.MakeAsync("2026-W51")).Explored!;
        faded.Choices.ShouldBe(0);
        var later = ExplorationTally.Read(harness.Files.Files[faded.Tally!.Name]);
        Tracks.Sum(track => later.PlaysOf(KeyOf(track))).ShouldBeInRange(played / 2, played);
    }

    [Fact]
    public async Task Where_no_track_was_analysed_the_sound_is_missing_and_where_sounds_say_nothing_it_is_refused()
    {
        await using var silent = await PlayedAsync(new TasteWorld());
        (await silent.MakeAsync()).Measured!.Signals[2].Reason.ShouldBe("0 tracks have plays and a spectrogram: too few to learn from.");

        await using var noisy = await PlayedAsync(new TasteWorld(sound: SoundOf.Chance));
        var report = (await noisy.MakeAsync()).Measured!.Signals[2];
        (report.State, report.Reason!.Contains("no better than chance")).ShouldBe((SignalState.Refused, true));
        (await noisy.Get<ModelRegistry>().FindPublishedAsync(default))!.AudioFile.ShouldBeNull();
    }

    [Fact]
    public async Task Who_has_played_nothing_and_follows_artists_gets_a_list_of_their_kind()
    {
        var world = new TasteWorld();
        for (var artist = 0; artist < 4; artist++)
            world.Signals.Add(("newcomer-1", new Signal { Id = $"{artist}", Type = "follow", Action = "follow", Uri = "spotify:artist:" + ArtistOf(ArtistsOfKind + artist), At = new(2026, 11, 28, 12, artist, 0, TimeSpan.Zero) }));
        await using var harness = await PlayedAsync(world);
        (await harness.MakeAsync()).Listeners.ShouldBe(91);

        var list = (await harness.ListAsync("newcomer-1"))!;
        list.Items.Count.ShouldBe(DiscoverWeekly.Length);
        list.Items.Count(item => KindOfTrack(item.Track) == 1).ShouldBeGreaterThan(17);
    }

    [Fact]
    public async Task A_model_that_was_published_before_there_were_other_signals_goes_on_serving()
    {
        await using var harness = await PlayedAsync(new TasteWorld());
        await harness.MakeAsync();
        var stored = (await harness.Store.ReadAsync<JsonElement>(DocumentContainer.System, ModelDocument.Kind, Version))!.Value;
        string[] fresh = ["contentFile", "audioFile", "soundModelFile", "neighboursFile", "factorShare"];
        var old = stored.EnumerateObject().Where(one => !fresh.Contains(one.Name)).ToDictionary(one => one.Name, one => one.Value);
        stored.TryGetProperty("neighboursFile", out _).ShouldBeTrue();
        var measured = old["measured"].EnumerateObject().Where(one => one.Name is "new" or "published" or "popular").ToDictionary(one => one.Name, one => one.Value);
        old["measured"] = JsonSerializer.SerializeToElement(measured);
        await harness.Store.WriteAsync(DocumentContainer.System, ModelDocument.Kind, DocumentOperation.Upsert(Version, old));
        harness.Restart();

        await harness.Get<ServingModel>().RefreshAsync();
        var loaded = harness.Get<IRecommendations>().Model.ShouldNotBeNull().Model;
        (loaded.Neighbours, loaded.Content, loaded.FactorShare).ShouldBe((null, null, 1));
        (await harness.MakeAsync(replay: "again")).Measured!.Published.ShouldNotBeNull();
    }

    private static async Task<WeeklyHarness> PlayedAsync(TasteWorld world)
    {
        world.PlayWeeks(new DateTimeOffset(2026, 11, 29, 1, 0, 0, TimeSpan.Zero));
        return await WeeklyHarness.PlayedAsync(world);
    }
}
