using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Spotify.Functions.Ingestion.Media;
using Xunit;

namespace Spotify.Functions.Tests.Ingestion.Media;

public sealed class MediaToolTests
{
    [Fact]
    public async Task A_cancelled_run_ends_the_program_and_gives_its_slot_back()
    {
        using var kit = new MediaKit(options => options.ToolsAtOnce = 1);
        using var cancelled = new CancellationTokenSource();
        var endless = kit.Tool.FfmpegAsync(kit.Folder.Path, ["-re", "-f", "lavfi", "-i", "sine", "-f", "wav", "endless.wav"], cancelled.Token);
        while (!File.Exists(kit.Path("endless.wav")))
            await Task.Yield();
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => endless);
        var length = new FileInfo(kit.Path("endless.wav")).Length;
        (await kit.Tool.FfmpegAsync(kit.Folder.Path, ["-version"], CancellationToken.None)).IsSuccess.ShouldBeTrue();
        new FileInfo(kit.Path("endless.wav")).Length.ShouldBe(length);
    }

    [Fact]
    public async Task A_program_sees_none_of_this_process_s_settings()
    {
        Environment.SetEnvironmentVariable("SPOTIFY_TEST_SECRET", "AccountKey=abc");
        using var kit = new MediaKit(options => options.Ffprobe = "env");
        // env refuses ffprobe's own arguments, so it is asked through the fingerprinter, which gets none.
        using var other = new MediaKit(options => options.Fpcalc = "env");
        var result = await other.Tool.FpcalcAsync(other.Folder.Path, [], CancellationToken.None);
        result.IsSuccess.ShouldBeTrue();
        result.Output.ShouldContain("PATH=");
        result.Output.ShouldNotContain("SPOTIFY_TEST_SECRET");
    }

    [Fact]
    public async Task A_program_that_writes_without_end_is_stopped()
    {
        using var kit = new MediaKit(options => options.Fpcalc = "yes");
        var clock = Stopwatch.StartNew();
        var result = await kit.Tool.FpcalcAsync(kit.Folder.Path, [], CancellationToken.None);
        result.HitLimit.ShouldBeTrue();
        result.Output.Length.ShouldBeLessThanOrEqualTo(MediaTool.MaxOutput);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Folders_of_dead_processes_are_swept_and_those_of_living_ones_are_not()
    {
        using var kit = new MediaKit();
        var root = kit.Options.Value.WorkFolder;
        var dead = Directory.CreateDirectory(Path.Combine(root, "4711-dead"));
        File.WriteAllText(Path.Combine(dead.FullName, "in-use"), "");
        File.WriteAllText(Path.Combine(dead.FullName, "source"), "left behind");
        File.WriteAllText(kit.Path("source"), "in work");

        using var next = new WorkFolders(kit.Options, NullLogger<WorkFolders>.Instance);
        await next.StartAsync(CancellationToken.None);

        Directory.Exists(dead.FullName).ShouldBeFalse();
        File.Exists(kit.Path("source")).ShouldBeTrue();
    }
}
