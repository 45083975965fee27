using System.Diagnostics;
using System.Globalization;

namespace Benchmarks;

/// <summary>Watches what a process holds: all of it, and what is its own (not mapped from files, which the system may drop at any time).</summary>
internal sealed class TelemetryMemory : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Task _watching;

    public TelemetryMemory(int processId) => _watching = WatchAsync(processId);

    /// <summary>The most that was resident, megabytes, files included.</summary>
    public double ResidentMb { get; private set; }

    /// <summary>The most that was the process's own, megabytes; 0 where the system does not tell.</summary>
    public double PrivateMb { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task WatchAsync(int processId)
    {
        using var process = Process.GetProcessById(processId);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (await pace.WaitForNextTickAsync(_end.Token))
        {
            process.Refresh();
            ResidentMb = Math.Max(ResidentMb, process.WorkingSet64 / 1048576.0);
            var status = $"/proc/{processId}/status";
            if (File.Exists(status) && (await File.ReadAllLinesAsync(status, _end.Token)).FirstOrDefault(line => line.StartsWith("RssAnon:", StringComparison.Ordinal)) is { } line)
                PrivateMb = Math.Max(PrivateMb, double.Parse(line.AsSpan(8).TrimEnd("kB "), CultureInfo.InvariantCulture) / 1024);
        }
    }
}
