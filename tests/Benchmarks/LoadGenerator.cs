using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Benchmarks;

/// <summary>
/// Mixed requests that fall due at random moments whatever becomes of the earlier ones. Each is timed from the moment at which it fell due; one that nobody came to send before the end counts as
/// not answered, with the time that it has waited by then: a server that stalls is charged for everyone who would have been waiting.
/// </summary>
internal static class LoadGenerator
{
    /// <summary>Sends at a rate.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="kinds">The mix.</param>
    /// <param name="connections">Connections, a thread each.</param>
    /// <param name="perSecond">Requests that fall due in a second.</param>
    /// <param name="duration">For how long they do; half of that again is waited for the last answers.</param>
    /// <param name="seed">Makes the moments and the kinds.</param>
    public static LoadStep Run(Uri server, IReadOnlyList<LoadKind> kinds, int connections, double perSecond, TimeSpan duration, int seed)
    {
        var plan = Plan(kinds, perSecond, duration, seed);
        var start = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 10);
        var end = start + (long)((duration.TotalSeconds * 1.5) * Stopwatch.Frequency);
        var taken = -1;
        var outcomes = new LoadOutcome[plan.Length];
        Exception? failure = null;
        var threads = Enumerable.Range(0, connections).Select(_ => new Thread(() =>
        {
            try
            {
                using var connection = new LoadConnection(server);
                int next;
                while ((next = Interlocked.Increment(ref taken)) < plan.Length)
                {
                    var due = start + plan[next].Due;
                    AuthoriseLoad.WaitUntil(due);
                    if (Stopwatch.GetTimestamp() > end)
                        return;
                    var kind = kinds[plan[next].Kind];
                    var status = connection.Exchange(kind.Requests[plan[next].Request % kind.Requests.Count]);
                    outcomes[next] = new LoadOutcome(status, Stopwatch.GetTimestamp() - due);
                }
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
        if (failure is not null)
            throw new InvalidOperationException($"The load on {server} failed: {failure.Message}", failure);
        for (var i = 0; i < plan.Length; i++)
        {
            if (outcomes[i].Status == 0)
                outcomes[i] = new LoadOutcome(0, end - start - plan[i].Due);
        }

        return new LoadStep(
            perSecond,
            duration,
            [.. kinds.Select((kind, index) => LoadStepKind.Of(kind.Name, [.. outcomes.Where((_, request) => plan[request].Kind == index)]))]);
    }

    private static (long Due, int Kind, int Request)[] Plan(IReadOnlyList<LoadKind> kinds, double perSecond, TimeSpan duration, int seed)
    {
        var random = new Random(seed);
        var plan = new List<(long, int, int)>();
        for (var at = 0.0; at < duration.TotalSeconds; at += -Math.Log(1 - random.NextDouble()) / perSecond)
        {
            var (place, kind) = (random.NextDouble(), 0);
            while (kind < kinds.Count - 1 && (place -= kinds[kind].Share) >= 0)
                kind++;
            plan.Add(((long)(at * Stopwatch.Frequency), kind, random.Next(int.MaxValue)));
        }

        return [.. plan];
    }
}

/// <summary>What became of a request.</summary>
/// <param name="Status">The HTTP status; 0 where nobody came to send it.</param>
/// <param name="Ticks">From the moment at which it fell due.</param>
internal readonly record struct LoadOutcome(int Status, long Ticks);

/// <summary>What became of one kind at one rate.</summary>
/// <param name="Name">The kind.</param>
/// <param name="Due">Requests that fell due.</param>
/// <param name="Shed">Answered with 503: refused so that music plays.</param>
/// <param name="Failed">Answered with anything else but success.</param>
/// <param name="Late">Not sent before the end.</param>
/// <param name="P50">Milliseconds, of all that were not shed.</param>
/// <param name="P99">Likewise.</param>
internal sealed record LoadStepKind(string Name, int Due, int Shed, int Failed, int Late, double P50, double P99)
{
    public int Answered => Due - Shed - Failed - Late;

    public static LoadStepKind Of(string name, IReadOnlyList<LoadOutcome> outcomes)
    {
        var times = outcomes.Where(one => one.Status != 503).Select(one => one.Ticks * 1000.0 / Stopwatch.Frequency).Order().ToList();
        double At(double share) => times.Count == 0 ? 0 : times[Math.Min(times.Count - 1, (int)(times.Count * share))];
        return new LoadStepKind(
            name, outcomes.Count, outcomes.Count(one => one.Status == 503), outcomes.Count(one => one.Status is not 0 and not 503 and not (>= 200 and < 300)), outcomes.Count(one => one.Status == 0), At(.5), At(.99));
    }
}

/// <summary>What became of one rate.</summary>
internal sealed record LoadStep(double Rate, TimeSpan Duration, IReadOnlyList<LoadStepKind> Kinds)
{
    /// <summary>Processor time of the server for a request that it answered, in microseconds.</summary>
    public double CpuMicroseconds { get; init; }

    /// <summary>Of the server, in processors.</summary>
    public double Processors { get; init; }

    public double AnsweredPerSecond => Kinds.Sum(kind => kind.Answered) / Duration.TotalSeconds;

    public LoadStepKind this[string name] => Kinds.Single(kind => kind.Name == name);

    /// <summary>Whether the budgets hold: nothing fails or is left over, next to nothing is shed, and authorising keeps to the API's 50 ms at p99.</summary>
    public bool HoldsBudgets => Kinds.All(kind => kind.Failed == 0 && kind.Late == 0 && kind.Shed <= kind.Due / 1000) && this["play"].P99 <= 50;
}

/// <summary>A keep-alive connection that says what status it got.</summary>
internal sealed class LoadConnection : IDisposable
{
    private readonly Uri _server;
    private readonly byte[] _buffer = new byte[512 * 1024];
    private Socket _socket;

    public LoadConnection(Uri server) => (_server, _socket) = (server, Open(server));

    /// <summary>Sends a request and reads its whole answer.</summary>
    /// <returns>The HTTP status.</returns>
    public int Exchange(byte[] request)
    {
        _socket.Send(request);
        var (read, wanted, head) = (0, -1, 0);
        while (wanted < 0 || read < wanted)
        {
            var count = _socket.Receive(_buffer, read, _buffer.Length - read, SocketFlags.None);
            if (count == 0)
                throw new InvalidOperationException("the server closed the connection within an answer");
            read += count;
            var answer = _buffer.AsSpan(0, read);
            if (head == 0 && (head = answer.IndexOf("\r\n\r\n"u8)) <= 0)
            {
                head = 0;
                continue;
            }

            var fields = answer[..head];
            var length = fields.IndexOf("Content-Length: "u8);
            if (length >= 0 && System.Buffers.Text.Utf8Parser.TryParse(fields[(length + 16)..], out int bytes, out _))
                wanted = head + 4 + bytes;
            else if (fields.IndexOf("chunked"u8) < 0 || answer.EndsWith("0\r\n\r\n"u8))
                wanted = read;
        }

        var status = System.Buffers.Text.Utf8Parser.TryParse(_buffer.AsSpan(9, 3), out int said, out _) ? said : 0;
        if (_buffer.AsSpan(0, head).IndexOf("Connection: close"u8) >= 0)
        {
            _socket.Dispose();
            _socket = Open(_server);
        }

        return status;
    }

    public void Dispose() => _socket.Dispose();

    private static Socket Open(Uri server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 40_000 };
        socket.Connect(IPAddress.Parse(server.Host), server.Port);
        return socket;
    }
}
