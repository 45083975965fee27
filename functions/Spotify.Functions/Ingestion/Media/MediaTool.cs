using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Options;
using Spotify.Core;

namespace Spotify.Functions.Ingestion.Media;

/// <summary>How a media program ended.</summary>
/// <param name="ExitCode">Its exit code; -1 where it was stopped at its limit.</param>
/// <param name="Output">What it wrote to standard output, as far as it was kept.</param>
/// <param name="Messages">What it wrote to standard error: the beginning and the end.</param>
/// <param name="HitLimit">Whether it was stopped because it ran too long or wrote too much.</param>
internal sealed record ToolResult(int ExitCode, string Output, string Messages, bool HitLimit)
{
    /// <summary>Whether it did all it was asked.</summary>
    public bool IsSuccess => ExitCode == 0 && !HitLimit;

    /// <summary>The first error among the messages, shortened, for a person to read; file names of ours taken out.</summary>
    public string FirstError => ToolMessages.FirstError(Messages);
}

/// <summary>
/// Runs ffmpeg, ffprobe and fpcalc, the only way in which this application starts a program: arguments as a list and never through a shell, in a folder of the
/// activity's own, with an empty standard input, within limits of time and output, and never more at once than there are processors for. When the caller gives
/// up, the program goes with all its children; when this process is killed, the system kills the program (Linux).
/// </summary>
internal sealed class MediaTool(IOptions<IngestionOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>Most bytes of standard output.</summary>
    public const int MaxOutput = 16 * 1024 * 1024;

    // What a started program needs to die with this process, however that dies.
    private static readonly string? Lifeline = FindLifeline();

    private readonly StarterThread _starter = new();
    private readonly SemaphoreSlim _slots = new(options.Value.ToolsAtOnce);

    /// <summary>Runs ffmpeg.</summary>
    public Task<ToolResult> FfmpegAsync(string folder, IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        RunAsync(options.Value.Ffmpeg, folder, ["-hide_banner", "-nostats", "-nostdin", "-y", .. arguments], cancellationToken);

    /// <summary>Runs ffmpeg for a reader of its standard output, which is no text and of any length. What the reader throws stops the program and comes out here.</summary>
    public Task<ToolResult> FfmpegIntoAsync(string folder, IEnumerable<string> arguments, Func<Stream, Task> read, CancellationToken cancellationToken) =>
        RunAsync(options.Value.Ffmpeg, folder, ["-hide_banner", "-nostats", "-nostdin", .. arguments], cancellationToken, read);

    /// <summary>Runs ffprobe.</summary>
    public Task<ToolResult> FfprobeAsync(string folder, IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        RunAsync(options.Value.Ffprobe, folder, ["-hide_banner", .. arguments], cancellationToken);

    /// <summary>Runs fpcalc.</summary>
    public Task<ToolResult> FpcalcAsync(string folder, IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        RunAsync(options.Value.Fpcalc, folder, arguments, cancellationToken);

    /// <summary>The programs, as they are set.</summary>
    public IReadOnlyList<string> Programs => [options.Value.Ffmpeg, options.Value.Ffprobe, options.Value.Fpcalc];

    /// <summary>Whether a program runs at all: asks for its version, out of turn, since that is no work and must not wait behind hours of it.</summary>
    /// <param name="program">One of <see cref="Programs"/>.</param>
    /// <param name="cancellationToken">Stops the program.</param>
    /// <exception cref="InvalidOperationException">It cannot be started.</exception>
    public async Task<bool> RunsAsync(string program, CancellationToken cancellationToken) =>
        (await RunOutOfTurnAsync(program, Path.GetTempPath(), ["-version"], cancellationToken)).IsSuccess;

    /// <inheritdoc/>
    public void Dispose()
    {
        _starter.Dispose();
        _slots.Dispose();
    }

    private async Task<ToolResult> RunAsync(string program, string folder, IEnumerable<string> arguments, CancellationToken cancellationToken, Func<Stream, Task>? read = null)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            return await RunOutOfTurnAsync(program, folder, arguments, cancellationToken, read);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task<ToolResult> RunOutOfTurnAsync(string program, string folder, IEnumerable<string> arguments, CancellationToken cancellationToken, Func<Stream, Task>? read = null)
    {
        using var limit = new CancellationTokenSource(options.Value.ToolTimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var process = await _starter.RunAsync(() => Start(program, folder, arguments));
        var messages = new ToolMessages();
        var output = new StringBuilder();
        var reading = Task.WhenAll(
            ReadAsync(process.StandardError, messages.Append, int.MaxValue, limit),
            read is null ? ReadAsync(process.StandardOutput, text => output.Append(text), MaxOutput, limit) : HandOverAsync(process.StandardOutput.BaseStream, read, limit));
        try
        {
            await process.WaitForExitAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            await reading;
            cancellationToken.ThrowIfCancellationRequested();
            return new ToolResult(-1, output.ToString(), messages.ToString(), HitLimit: true);
        }

        await reading;
        // 128 + 9: something outside stopped it, most likely for want of memory.
        if (process.ExitCode is 137 or 9)
            throw new TransientException($"{Path.GetFileName(program)} was stopped from outside");
        if (Lifeline is not null && process.ExitCode == 127)
            throw CannotStart(program, null);
        return new ToolResult(process.ExitCode, output.ToString(), messages.ToString(), HitLimit: false);
    }

    private static Process Start(string program, string folder, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Lifeline ?? program)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
            StandardOutputEncoding = Encoding.UTF8,
        };
        // The application's settings hold keys; a program that reads strangers' files has no business with them.
        var path = start.Environment.TryGetValue("PATH", out var value) ? value : null;
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        start.Environment["LC_ALL"] = "C.UTF-8";
        foreach (var argument in Lifeline is null ? arguments : ["--pdeathsig", "KILL", program, .. arguments])
            start.ArgumentList.Add(argument);
        try
        {
            var process = Process.Start(start) ?? throw CannotStart(program, null);
            process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception problem)
        {
            throw CannotStart(program, problem);
        }
    }

    private static InvalidOperationException CannotStart(string program, Exception? problem) =>
        new($"{program} cannot be started: install Debian's ffmpeg and libchromaprint-tools, or set Ingestion__* to their paths", problem);

    // util-linux, part of every Debian and most other Linux systems; elsewhere programs of a killed process end by themselves.
    private static string? FindLifeline() =>
        OperatingSystem.IsLinux() ? ((string[])["/usr/bin/setpriv", "/bin/setpriv"]).FirstOrDefault(File.Exists) : null;

    private static async Task HandOverAsync(Stream output, Func<Stream, Task> read, CancellationTokenSource onFailure)
    {
        try
        {
            await read(output);
        }
        catch
        {
            await onFailure.CancelAsync();
            throw;
        }
    }

    private static async Task ReadAsync(StreamReader reader, Action<ReadOnlyMemory<char>> keep, int limit, CancellationTokenSource onLimit)
    {
        var buffer = new char[4096];
        var left = limit;
        int count;
        while ((count = await reader.ReadAsync(buffer, CancellationToken.None)) > 0)
        {
            if (left >= count)
                keep(buffer.AsMemory(0, count));
            left -= Math.Min(left, count);
            if (left == 0)
                await onLimit.CancelAsync();
        }
    }
}
