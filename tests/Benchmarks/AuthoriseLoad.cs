using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Benchmarks;

/// <summary>
/// HTTP/1.1 over keep-alive connections, one blocking socket and one thread each, requests as ready-made bytes: it takes as little as can be of the cores that
/// it shares with the server.
/// </summary>
internal static class AuthoriseLoad
{
    /// <summary>Each connection sends its next request as soon as it has its answer.</summary>
    public static LoadResult ClosedLoop(Uri server, IReadOnlyList<byte[]> requests, int connections, TimeSpan duration, CancellationToken cancellationToken)
    {
        var end = Stopwatch.GetTimestamp() + Ticks(duration);
        return Run(server, connections, (connection, index, latencies) =>
        {
            for (var next = index; Stopwatch.GetTimestamp() < end && !cancellationToken.IsCancellationRequested; next += connections)
            {
                var start = Stopwatch.GetTimestamp();
                connection.Exchange(requests[next % requests.Count]);
                latencies.Add(Stopwatch.GetTimestamp() - start);
            }
        }, cancellationToken);
    }

    /// <summary>
    /// Requests fall due at random moments (a Poisson process) whatever becomes of the earlier ones, and each is timed from the moment at which it fell due:
    /// a server that stalls is charged for everyone who would have been waiting.
    /// </summary>
    public static LoadResult OpenLoop(
        Uri server, IReadOnlyList<byte[]> requests, int connections, double perSecond, TimeSpan duration, CancellationToken cancellationToken)
    {
        var due = Arrivals(perSecond, duration);
        var start = Stopwatch.GetTimestamp() + Ticks(TimeSpan.FromMilliseconds(200));
        var taken = -1;
        return Run(server, connections, (connection, _, latencies) =>
        {
            int next;
            while ((next = Interlocked.Increment(ref taken)) < due.Length && !cancellationToken.IsCancellationRequested)
            {
                var moment = start + due[next];
                WaitUntil(moment);
                connection.Exchange(requests[next % requests.Count]);
                latencies.Add(Stopwatch.GetTimestamp() - moment);
            }
        }, cancellationToken);
    }

    private static LoadResult Run(Uri server, int connections, Action<Connection, int, List<long>> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var latencies = Enumerable.Range(0, connections).Select(_ => new List<long>(1 << 16)).ToList();
        Exception? failure = null;
        var watch = Stopwatch.StartNew();
        var threads = latencies.Select((own, index) => new Thread(() =>
        {
            try
            {
                using var connection = new Connection(server);
                work(connection, index, own);
            }
#pragma warning disable CA1031 // Reported once all threads have ended.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failure ??= exception;
            }
        }, 256 * 1024)).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        var elapsed = watch.Elapsed;
        cancellationToken.ThrowIfCancellationRequested();
        if (failure is not null)
            throw new InvalidOperationException($"The load on {server} failed: {failure.Message}", failure);
        return new LoadResult([.. latencies.SelectMany(own => own).Order()], elapsed);
    }

    private static long[] Arrivals(double perSecond, TimeSpan duration)
    {
        var random = new Random(20261120);
        var due = new List<long>();
        for (var at = 0.0; at < duration.TotalSeconds; at += -Math.Log(1 - random.NextDouble()) / perSecond)
            due.Add((long)(at * Stopwatch.Frequency));
        return [.. due];
    }

    /// <summary>Sleeps until a moment, in ticks of <see cref="Stopwatch"/>.</summary>
    internal static void WaitUntil(long moment)
    {
        while (moment - Stopwatch.GetTimestamp() is > 0 and var left)
        {
            // The runtime's own sleep knows whole milliseconds only, and spinning would take a core from the server.
            var pause = new TimeSpec { Seconds = left / Stopwatch.Frequency, Nanoseconds = left % Stopwatch.Frequency * (1_000_000_000 / Stopwatch.Frequency) };
            _ = NanoSleep(in pause, IntPtr.Zero);
        }
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    [DllImport("libc", EntryPoint = "nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int NanoSleep(in TimeSpec requested, IntPtr remaining);

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    private sealed class Connection : IDisposable
    {
        private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 10_000 };
        private byte[] _buffer = new byte[64 * 1024];

        public Connection(Uri server) => _socket.Connect(IPAddress.Parse(server.Host), server.Port);

        public void Exchange(byte[] request)
        {
            _socket.Send(request);
            var read = 0;
            do
            {
                if (read == _buffer.Length)
                    Array.Resize(ref _buffer, 2 * read);
                var count = _socket.Receive(_buffer, read, _buffer.Length - read, SocketFlags.None);
                if (count == 0)
                    throw new InvalidOperationException("the server closed the connection");
                read += count;
            }
            while (!IsWhole(_buffer.AsSpan(0, read)));

            if (!_buffer.AsSpan(0, read).StartsWith("HTTP/1.1 200"u8))
                throw new InvalidOperationException(System.Text.Encoding.UTF8.GetString(_buffer, 0, read));
        }

        public void Dispose() => _socket.Dispose();

        private static bool IsWhole(ReadOnlySpan<byte> answer)
        {
            var head = answer.IndexOf("\r\n\r\n"u8);
            if (head < 0)
                return false;
            var length = answer[..head].IndexOf("Content-Length: "u8);
            if (length < 0)
                return answer.EndsWith("0\r\n\r\n"u8);
            return System.Buffers.Text.Utf8Parser.TryParse(answer[(length + 16)..], out int bytes, out _) && answer.Length >= head + 4 + bytes;
        }
    }
}

/// <summary>What a load saw.</summary>
/// <param name="Latencies">In ascending order, in ticks of <see cref="Stopwatch"/>.</param>
/// <param name="Elapsed">From the first connection to the last answer.</param>
internal sealed record LoadResult(IReadOnlyList<long> Latencies, TimeSpan Elapsed)
{
    public double PerSecond => Latencies.Count / Elapsed.TotalSeconds;

    /// <summary>The latency in milliseconds that a share of the requests did not exceed.</summary>
    public double Milliseconds(double share) =>
        Latencies[Math.Min(Latencies.Count - 1, (int)(Latencies.Count * share))] * 1000.0 / Stopwatch.Frequency;
}
