using Microsoft.Extensions.Options;

namespace Spotify.Functions.Playback.ReleaseDay;

/// <summary>Reads objects whole and forgets them: what is wanted is that the edge has them.</summary>
internal sealed class EdgeReader(HttpMessageInvoker http, IOptions<ReleaseDayOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>Reads some objects, so many at once.</summary>
    public async Task<WarmingReport> ReadAsync(IReadOnlyList<Uri> addresses, CancellationToken cancellationToken)
    {
        var (objects, bytes, hits, failed) = (0, 0L, 0, 0);
        await Parallel.ForEachAsync(
            addresses,
            new ParallelOptions { MaxDegreeOfParallelism = options.Value.ReadsAtOnce, CancellationToken = cancellationToken },
            async (address, token) =>
            {
                if (await ReadAsync(address, token) is not { } read)
                {
                    Interlocked.Increment(ref failed);
                    return;
                }

                Interlocked.Increment(ref objects);
                Interlocked.Add(ref bytes, read.Bytes);
                if (read.IsHit)
                    Interlocked.Increment(ref hits);
            });
        return new WarmingReport(0, objects, bytes, hits, failed);
    }

    public void Dispose() => http.Dispose();

    private async Task<ReadObject?> ReadAsync(Uri address, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Value.ReadTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            using var answer = await http.SendAsync(request, either.Token);
            if (!answer.IsSuccessStatusCode)
                return null;
            await using var body = await answer.Content.ReadAsStreamAsync(either.Token);
            var counter = new byte[81_920];
            long bytes = 0;
            int read;
            while ((read = await body.ReadAsync(counter, either.Token)) > 0)
                bytes += read;
            return new ReadObject(bytes, answer.Headers.TryGetValues("X-Cache", out var said) && said.Any(one => one.Contains("HIT", StringComparison.OrdinalIgnoreCase)));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // One that the edge does not give is counted: the rest is worth as much, and listeners' own requests will fetch it.
            return null;
        }
    }

    private sealed record ReadObject(long Bytes, bool IsHit);
}
