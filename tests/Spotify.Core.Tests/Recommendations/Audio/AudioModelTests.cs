using System.Globalization;
using Shouldly;
using Spotify.Core.Ingestion.Analysis;
using Spotify.Core.Recommendations.Audio;
using Xunit;
using Xunit.Abstractions;

namespace Spotify.Core.Tests.Recommendations.Audio;

public sealed class AudioModelTests(ITestOutputHelper output)
{
    private static readonly AudioOptions Quick = new() { NetworkFrom = 150, Epochs = 12, Threads = 2 };

    [Fact]
    public void Taste_by_sound_is_recovered_for_tracks_that_were_held_out()
    {
        var tracks = SimulatedSounds.Tracks(260, 16, 5);
        var training = AudioModel.Train([.. tracks.Take(200)], Quick with { NetworkFrom = 500 });
        training.Outcome.ShouldBe(AudioTrainingOutcome.Statistics);
        var evaluation = training.Model!.Evaluate([.. tracks.Skip(200)]);
        Print("statistics", training, evaluation);
        // By chance: .5 and 10 of 60.
        evaluation.Rank.ShouldBeLessThan(0.12);
        evaluation.FoundIn10.ShouldBeGreaterThan(0.6);
    }

    [Fact]
    public void The_network_hears_what_averages_do_not_show()
    {
        var tracks = SimulatedSounds.Tracks(360, 8, 6, onlyTime: true);
        var training = AudioModel.Train([.. tracks.Take(300)], Quick);
        var evaluation = training.Model!.Evaluate([.. tracks.Skip(300)]);
        Print("network", training, evaluation);
        training.Outcome.ShouldBe(AudioTrainingOutcome.Network);
        training.NetworkCosines.Max().ShouldBeGreaterThan(training.StatisticsCosine);
        evaluation.Cosine.ShouldBeGreaterThan(0.6);
    }

    [Fact]
    public void The_same_tracks_and_seed_make_the_same_bytes_for_any_number_of_threads_and_the_bytes_are_read_again()
    {
        var tracks = SimulatedSounds.Tracks(110, 8, 8);
        var options = Quick with { NetworkFrom = 60, Epochs = 2 };
        byte[] Train(int threads, ulong seed)
        {
            using var memory = new MemoryStream();
            AudioModel.Train(tracks, options with { Threads = threads, Seed = seed }).Model!.WriteTo(memory);
            return memory.ToArray();
        }

        var bytes = Train(1, 1);
        Train(3, 1).ShouldBe(bytes);
        Train(2, 2).ShouldNotBe(bytes);

        var (model, again) = (AudioModel.Train(tracks, options).Model!, AudioModel.TryRead(bytes)!);
        again.Hash.ShouldBe(model.Hash);
        again.NetworkShare.ShouldBe(model.NetworkShare);
        again.Predict(tracks[0].Mel).ShouldBe(model.Predict(tracks[0].Mel));
        AudioModel.TryRead(bytes.AsSpan(0, bytes.Length - 1)).ShouldBeNull();
        bytes[bytes.Length / 2] ^= 1;
        AudioModel.TryRead(bytes).ShouldBeNull();
        AudioModel.TryRead([]).ShouldBeNull();
    }

    [Fact]
    public void A_louder_master_is_the_same_sound()
    {
        var model = AudioModel.Train(SimulatedSounds.Tracks(60, 8, 9), Quick).Model!;
        MelSummary Master(double gain) => MelSummary.Create(1000, (band, step) => -60 + gain + (band / 4.0) + (step % 7), (_, _) => 4);
        Cosine(model.Predict(Master(0)), model.Predict(Master(10))).ShouldBeGreaterThan(0.99);
    }

    [Fact]
    public void Vectors_that_hold_no_numbers_are_left_out_and_too_few_make_no_model()
    {
        var tracks = SimulatedSounds.Tracks(30, 4, 10).ToList();
        tracks[3] = tracks[3] with { Factors = [1, float.NaN, 1, 1] };
        tracks[4] = tracks[4] with { Factors = new float[4] };
        var training = AudioModel.Train(tracks, Quick);
        (training.Tracks, training.Ignored).ShouldBe((28, 2));
        training.Model!.Predict(tracks[3].Mel).ShouldAllBe(value => float.IsFinite(value));
        AudioModel.Train([.. tracks.Take(12)], Quick).ShouldBe(new AudioTraining(AudioTrainingOutcome.TooFewTracks, null, 10, 2, 0, [], 0));
        tracks[5] = tracks[5] with { Factors = [1, 2] };
        AudioModel.Train(tracks, Quick).Outcome.ShouldBe(AudioTrainingOutcome.DimensionsDiffer);
        Should.Throw<ArgumentException>(() => training.Model.Evaluate([])).Message.ShouldContain("4 figures");
    }

    private void Print(string name, AudioTraining training, AudioEvaluation evaluation) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name}: share {training.Model!.NetworkShare}, statistics {training.StatisticsCosine:0.000}, network {string.Join(' ', training.NetworkCosines.Select(value => value.ToString("0.000", CultureInfo.InvariantCulture)))}, held out {evaluation}"));

    private static double Cosine(float[] x, float[] y) => x.Zip(y, (a, b) => (double)a * b).Sum() / Math.Sqrt(x.Sum(a => (double)a * a) * y.Sum(b => (double)b * b));
}
