using System.Globalization;
using Shouldly;
using Spotify.Core.Ingestion.Analysis;
using Spotify.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace Spotify.Core.Tests.Ingestion.Analysis;

/// <summary>What is measured over the whole process runs by itself.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;

[Collection(nameof(AloneCollection))]
public sealed class MemoryTests(ITestOutputHelper output)
{
    private const int Minutes = 2;

    [Fact]
    public void Six_hours_are_analysed_in_about_a_hundred_megabytes()
    {
        // Two minutes over and over, streamed: the samples themselves take ten megabytes.
        var repeats = TestScale.Of(5, 180);
        var piece = RenderedMusic.Drums(120, 60 * Minutes, 4, "x.......x.x.....", "....x.......x...", "X.o.X.o.X.o.X.o.")
            .With(RenderedMusic.Chords(RenderedMusic.Cadence(0, true, 0), 60 * Minutes, 2, RenderedMusic.Timbre.Organ)).Samples;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var cpu = Environment.CpuUsage.TotalTime;
        var analyser = new TrackAnalyser((long)piece.Length * repeats, -12);
        for (var i = 0; i < repeats; i++)
            analyser.Add(piece);
        cpu = Environment.CpuUsage.TotalTime - cpu;
        var gathered = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;
        var (sound, most) = Watch(analyser.Finish, before);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Minutes * repeats / 60.0:0.0} hours: {cpu.TotalSeconds:0.0} s of processor time and {gathered:0.0} MB while they come, {most:0.0} MB at the most at their end, the result included"));
        sound.Analysis.Track.Duration.ShouldBe(60 * Minutes * repeats, 0.01);
        sound.Features.Tempo.ShouldBe(120, 1);
        // Of six hours' 100 and 150 MB its part, and what any track takes.
        gathered.ShouldBeLessThan((100.0 * repeats / 180) + 5);
        most.ShouldBeLessThan((150.0 * repeats / 180) + 10);
        GC.KeepAlive(analyser);
    }

    // The most that lives at once while something runs, in MB: what is thrown away on the way goes only when there is need, so all of it is collected again and again.
    private static (T Result, double Most) Watch<T>(Func<T> work, long before)
    {
        long most = 0;
        using var stop = new CancellationTokenSource();
        var watch = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
                Thread.Yield();
            }
        });
        watch.Start();
        var result = work();
        stop.Cancel();
        watch.Join();
        return (result, most / 1e6);
    }
}
