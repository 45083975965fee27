using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Spotify.Functions.Ingestion;
using Spotify.Functions.Ingestion.Media;
using Spotify.TestSupport;
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
    public async Task The_application_is_ready_while_every_place_for_a_program_is_taken_by_work()
    {
        using var kit = new MediaKit(options => options.ToolsAtOnce = 1);
        using var cancelled = new CancellationTokenSource();
        var endless = kit.Tool.FfmpegAsync(kit.Folder.Path, ["-re", "-f", "lavfi", "-i", "sine", "-f", "wav", "endless.wav"], cancelled.Token);
        while (!File.Exists(kit.Path("endless.wav")))
            await Task.Yield();
        await new MediaReadiness(kit.Tool).CheckAsync(CancellationToken.None);
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => endless);
    }

    [Fact]
    public async Task A_program_that_does_not_run_is_named_where_readiness_is_asked()
    {
        using var kit = new MediaKit(options => options.Fpcalc = "false");
        (await Should.ThrowAsync<InvalidOperationException>(() => new MediaReadiness(kit.Tool).CheckAsync(CancellationToken.None))).Message.ShouldContain("false does not run");
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
    public async Task A_program_that_is_not_there_is_told_apart_from_one_that_fails()
    {
        using var kit = new MediaKit(options => options.Fpcalc = "no-such-program");
        (await Should.ThrowAsync<InvalidOperationException>(() => kit.Tool.FpcalcAsync(kit.Folder.Path, [], CancellationToken.None)))
            .Message.ShouldContain("no-such-program cannot be started");
    }

    [Fact]
    public async Task Programs_outlive_the_pool_s_threads_and_die_with_a_process_that_is_killed()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var temp = new TempFolder();
        var self = typeof(MediaToolTests).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [self]) { RedirectStandardOutput = true, RedirectStandardInput = true };
        start.Environment["DOTNET_STARTUP_HOOKS"] = self;
        start.Environment[StartupHook.Variable] = temp.Path;
        using var parent = Process.Start(start)!;
        var folder = temp.Path;
        try
        {
            (await parent.StandardOutput.ReadLineAsync()).ShouldBe("started");
            folder = Path.GetDirectoryName(Directory.EnumerateFiles(temp.Path, StartupHook.Output, SearchOption.AllDirectories).Single())!;
            ProcessesIn(folder).ShouldNotBeEmpty();

            parent.Kill();
            await parent.WaitForExitAsync();
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            while (ProcessesIn(folder).Count > 0)
            {
                deadline.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }

            Directory.Exists(folder).ShouldBeTrue();
            using var next = NextRun(temp.Path);
            await next.StartAsync(CancellationToken.None);
            Directory.EnumerateFileSystemEntries(temp.Path).ShouldBeEmpty();
        }
        finally
        {
            if (!parent.HasExited)
                parent.Kill(entireProcessTree: true);
            foreach (var left in ProcessesIn(folder))
                Process.GetProcessById(int.Parse(Path.GetFileName(left), CultureInfo.InvariantCulture)).Kill();
        }
    }

    [Fact]
    public async Task Folders_of_dead_processes_are_swept_whatever_their_age_and_those_of_living_ones_are_not()
    {
        using var kit = new MediaKit();
        var root = kit.Options.Value.WorkFolder;
        var dead = Directory.CreateDirectory(Path.Combine(root, "4711-dead"));
        File.WriteAllText(dead.FullName + ".lock", "");
        File.WriteAllText(Path.Combine(dead.FullName, "source"), "left behind");
        var unlocked = Directory.CreateDirectory(Path.Combine(root, "4712-dead"));
        File.WriteAllText(Path.Combine(root, "4713-dead.lock"), "");
        File.WriteAllText(kit.Path("source"), "in work");

        using var next = NextRun(root);
        await next.StartAsync(CancellationToken.None);

        dead.Refresh();
        dead.Exists.ShouldBeFalse();
        unlocked.Refresh();
        unlocked.Exists.ShouldBeFalse();
        Directory.EnumerateFileSystemEntries(root).Count().ShouldBe(2);
        File.Exists(kit.Path("source")).ShouldBeTrue();
    }

    private static WorkFolders NextRun(string root) =>
        new(Options.Create(new IngestionOptions { WorkFolder = root }), TimeProvider.System, NullLogger<WorkFolders>.Instance);

    private static List<string> ProcessesIn(string folder) =>
        [.. Directory.EnumerateDirectories("/proc").Where(process => char.IsAsciiDigit(Path.GetFileName(process)[0]) && WorkingFolder(process) == folder)];

    private static string? WorkingFolder(string process)
    {
        try
        {
            return new FileInfo(Path.Combine(process, "cwd")).LinkTarget;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is somebody else's.
            return null;
        }
    }
}
