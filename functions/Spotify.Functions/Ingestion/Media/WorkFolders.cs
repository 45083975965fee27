using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Spotify.Functions.Ingestion.Media;

/// <summary>
/// Private folders for activities, deleted when the activity is done. Each process has a folder of its own and holds a lock on a file beside it, which the system
/// lets go when the process dies, however it dies; at start the folders of dead processes are removed. The lock is there before the folder and goes after it: a
/// folder without one is nobody's.
/// </summary>
internal sealed partial class WorkFolders : IHostedService, IDisposable
{
    private const string LockExtension = ".lock";

    private static readonly TimeSpan SweepAgain = TimeSpan.FromSeconds(1);

    private readonly string _root;
    private readonly ILogger<WorkFolders> _logger;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private string? _own;
    private FileStream? _lock;
    private Task _sweeping = Task.CompletedTask;
    private int _count;
    private bool _isDisposed;

    public WorkFolders(IOptions<IngestionOptions> options, TimeProvider time, ILogger<WorkFolders> logger)
    {
        _root = Path.GetFullPath(options.Value.WorkFolder);
        _time = time;
        _logger = logger;
    }

    /// <summary>A new, empty folder; disposing it deletes it with all that is in it.</summary>
    public WorkFolder Create()
    {
        lock (_gate)
        {
            if (_own is null)
                Claim();
            var path = Path.Combine(_own!, (++_count).ToString(CultureInfo.InvariantCulture));
            MakePrivate(path);
            return new WorkFolder(path);
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // A program that outlived its process may still write while its folder is deleted: then once more, until it is gone.
        if (!Sweep())
            _sweeping = SweepUntilGoneAsync();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _sweeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            // The container does it twice, once for each way in which this is registered.
            if (!_isDisposed)
            {
                _stopping.Cancel();
                _stopping.Dispose();
                _isDisposed = true;
            }

            if (_own is null)
                return;
            WorkFolder.TryDelete(_own);
            Release(_lock!);
            (_own, _lock) = (null, null);
        }
    }

    private static void MakePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private void Claim()
    {
        MakePrivate(_root);
        for (var tries = 0; tries < 10; tries++)
        {
            var own = Path.Combine(_root, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{Path.GetRandomFileName()}"));
            // Another process that sweeps just now may take a lock away before it is held: then it is another name's turn.
            if (TryHold(own + LockExtension, FileMode.CreateNew) is not { } held)
                continue;
            if (!File.Exists(held.Name))
            {
                held.Dispose();
                continue;
            }

            MakePrivate(own);
            (_own, _lock) = (own, held);
            return;
        }

        throw new IOException($"No work folder can be made in {_root}; set Ingestion__WorkFolder to a folder that this process may write to.");
    }

    private async Task SweepUntilGoneAsync()
    {
        using var timer = new PeriodicTimer(SweepAgain, _time);
        while (await timer.WaitForNextTickAsync(_stopping.Token) && !Sweep())
        {
        }
    }

    // Whether nothing is left of any dead process.
    private bool Sweep()
    {
        if (!Directory.Exists(_root))
            return true;
        var isClean = true;
        foreach (var folder in Directory.EnumerateDirectories(_root))
        {
            using var held = TryHold(folder + LockExtension, FileMode.OpenOrCreate);
            if (held is null)
                continue;
            if (!WorkFolder.TryDelete(folder))
            {
                isClean = false;
                continue;
            }

            Release(held);
            LogSwept(folder);
        }

        foreach (var path in Directory.EnumerateFiles(_root, "*" + LockExtension))
        {
            if (!Directory.Exists(Path.ChangeExtension(path, null)) && TryHold(path, FileMode.Open) is { } left)
                Release(left);
        }

        return isClean;
    }

    private static FileStream? TryHold(string path, FileMode mode)
    {
        try
        {
            return new FileStream(path, mode, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void Release(FileStream held)
    {
        File.Delete(held.Name);
        held.Dispose();
    }

    [LoggerMessage(EventId = 3001, Level = LogLevel.Information, Message = "Removed {Folder}, left by a process that is gone")]
    private partial void LogSwept(string folder);
}

/// <summary>A folder that goes when it is disposed.</summary>
internal sealed class WorkFolder(string path) : IDisposable
{
    /// <summary>Where it is.</summary>
    public string Path { get; } = path;

    /// <summary>The path of a file in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public void Dispose() => TryDelete(Path);

    /// <summary>Deletes a folder as far as that is possible; what is left the sweep at the next start takes.</summary>
    /// <returns>Whether it is gone.</returns>
    internal static bool TryDelete(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Nothing depends on it being gone at once.
            return false;
        }
    }
}
