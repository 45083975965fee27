using Spotify.Cli.Local;

namespace Benchmarks;

/// <summary>A peer as a process of its own, so that it has its own heap, threads and JIT as ours has.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private PeerProcess(ChildProcess process, Uri address) => (Process, Address) = (process, address);

    public ChildProcess Process { get; }

    public Uri Address { get; }

    /// <summary>Starts the bare Kestrel endpoint; it may not listen yet.</summary>
    public static PeerProcess LaunchKestrel()
    {
        var port = ChildProcess.FreePort();
        var process = ChildProcess.Start("dotnet", [typeof(PeerProcess).Assembly.Location, "peer", "kestrel", $"{port}"], onOutput: _ => { });
        return new PeerProcess(process, new Uri($"http://127.0.0.1:{port}/"));
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
