using Microsoft.Extensions.Logging.Abstractions;
using Spotify.EmbeddedRuntime.Events;
using Spotify.TestSupport;

namespace Spotify.EmbeddedRuntime.Tests.Events;

/// <summary>A log that producers find by its name.</summary>
internal sealed class TestLog : IDisposable
{
    private readonly TempFolder _folder = new();

    public TestLog(string name)
    {
        Log = new EventLog(name, new EventLogOptions { Directory = _folder.Path }, TimeProvider.System, NullLogger<EventLog>.Instance);
        EventLogs.Add(Log);
    }

    public EventLog Log { get; }

    public void Dispose()
    {
        EventLogs.Remove(Log);
        Log.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _folder.Dispose();
    }
}
