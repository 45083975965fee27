using Microsoft.Extensions.Logging;

namespace Spotify.EmbeddedRuntime.Events;

/// <summary>The hubs of one namespace in one folder, which one process at a time may have open.</summary>
internal sealed partial class EventLog : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, EventHubLog> _hubs = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _folder;
    private readonly EventLogOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<EventLog> _logger;
    private readonly FileStream _lock;
    private readonly ITimer _retention;
    private bool _closed;

    /// <summary>Opens the log of a namespace, or makes an empty one.</summary>
    /// <param name="name">The namespace: letters, digits, dots and hyphens.</param>
    /// <param name="options">Where and how it is kept.</param>
    /// <param name="time">Stamps events and drives the retention.</param>
    /// <param name="logger">Told of repairs and deletions.</param>
    /// <exception cref="InvalidOperationException">Another process has the log open.</exception>
    public EventLog(string name, EventLogOptions options, TimeProvider time, ILogger<EventLog> logger)
    {
        if (!EventHubLog.IsValidName(name))
            throw new ArgumentException($"'{name}' cannot name an Event Hubs namespace: use letters, digits, dots and hyphens.", nameof(name));
        (Name, _options, _time, _logger) = (name, options, time, logger);
        _folder = Path.GetFullPath(Path.Combine(options.Directory, name));
        Directory.CreateDirectory(_folder);
        _lock = Lock();
        // Often enough that nothing stays much longer than asked, rarely enough to cost nothing.
        var interval = TimeSpan.FromTicks(Math.Clamp(options.Retention.Ticks / 8, TimeSpan.TicksPerSecond, TimeSpan.TicksPerHour));
        _retention = time.CreateTimer(_ => TryApplyRetention(), null, interval, interval);
    }

    public string Name { get; }

    /// <summary>Opens a hub, or creates it.</summary>
    /// <exception cref="ArgumentException">No hub can have that name.</exception>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    public EventHubLog Hub(string name)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (_hubs.TryGetValue(name, out var hub))
                return hub;
            if (!EventHubLog.IsValidName(name))
                throw new ArgumentException($"'{name}' cannot name an event hub: use letters, digits, dots, hyphens and underscores.", nameof(name));
#pragma warning disable CA1308 // Hub names ignore case, folders may not.
            hub = new EventHubLog(name, Path.Combine(_folder, name.ToLowerInvariant()), _options, _time, _logger);
#pragma warning restore CA1308
            _hubs.Add(name, hub);
            return hub;
        }
    }

    /// <summary>Deletes what is older than the retention, in every hub of the namespace.</summary>
    public void ApplyRetention()
    {
        foreach (var name in Directory.EnumerateDirectories(_folder).Select(folder => Path.GetFileName(folder)).Where(EventHubLog.IsValidName))
        {
            foreach (var partition in Hub(name).Partitions)
                partition.ApplyRetention();
        }
    }

    /// <summary>Stores what is queued, then closes the files and lets go of the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _closed = true;
        }

        await _retention.DisposeAsync();
        foreach (var hub in _hubs.Values)
            await hub.DisposeAsync();
        await _lock.DisposeAsync();
    }

    private FileStream Lock()
    {
        try
        {
            return new FileStream(Path.Combine(_folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new InvalidOperationException(
                $"The event log in '{_folder}' is in use by another process: stop it, or give this one another data directory (Embedded:DataDirectory).", exception);
        }
    }

    private void TryApplyRetention()
    {
        try
        {
            ApplyRetention();
        }
        catch (ObjectDisposedException)
        {
            // The log was closed meanwhile.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogRetentionFailed(exception, Name);
        }
    }

    [LoggerMessage(EventId = 4103, Level = LogLevel.Error, Message = "Old events of namespace {Namespace} could not be deleted")]
    private partial void LogRetentionFailed(Exception exception, string @namespace);
}
