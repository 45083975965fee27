using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Spotify.Functions.Ingestion.Media;

/// <summary>
/// Private folders for activities, deleted when the activity is done. Each process has a folder of its own and holds a lock on a file in it, which the system
/// lets go when the process dies, however it dies; at start the folders of dead processes are removed.
/// </summary>
internal sealed partial class WorkFolders : IHostedService, IDisposable
{
    private const string LockName = "in-use";

    private readonly string _root;
    private readonly string _own;
    private readonly ILogger<WorkFolders> _logger;
    private readonly Lock _gate = new();
    private FileStream? _lock;
    private int _count;

    public WorkFolders(IOptions<IngestionOptions> options, ILogger<WorkFolders> logger)
    {
        _root = Path.GetFullPath(options.Value.WorkFolder);
        _own = Path.Combine(_root, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{Path.GetRandomFileName()}"));
        _logger = logger;
    }

    /// <summary>A new, empty folder; disposing it deletes it with all that is in it.</summary>
    public WorkFolder Create()
    {
        lock (_gate)
        {
            if (_lock is null)
            {
                MakePrivate(_own);
                _lock = new FileStream(Path.Combine(_own, LockName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
            }

            var path = Path.Combine(_own, (++_count).ToString(CultureInfo.InvariantCulture));
            MakePrivate(path);
            return new WorkFolder(path);
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Sweep();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_lock is null)
                return;
            _lock.Dispose();
            _lock = null;
            WorkFolder.TryDelete(_own);
        }
    }

    private static void MakePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private void Sweep()
    {
        if (!Directory.Exists(_root))
            return;
        foreach (var folder in Directory.EnumerateDirectories(_root))
        {
            if (folder == _own || IsInUse(folder))
                continue;
            WorkFolder.TryDelete(folder);
            LogSwept(folder);
        }
    }

    private static bool IsInUse(string folder)
    {
        try
        {
            // A folder whose lock is not made yet belongs to a process that is just starting, unless it has been so for long.
            var path = Path.Combine(folder, LockName);
            if (!File.Exists(path))
                return Directory.GetCreationTimeUtc(folder) > DateTime.UtcNow - TimeSpan.FromMinutes(1);
            using var held = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return true;
        }
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
    internal static void TryDelete(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Nothing depends on it being gone at once.
        }
    }
}
