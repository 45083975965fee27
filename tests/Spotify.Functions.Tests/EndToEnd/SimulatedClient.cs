using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Spotify.Cli.Local;
using Spotify.TestSupport.Simulation;

namespace Spotify.Functions.Tests.EndToEnd;

/// <summary>Sends simulated requests to the running application as clients do: with a token of the time, again until there is an answer, and the answer is read.</summary>
internal sealed class SimulatedClient(LocalPlatform platform, string dataDirectory) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, MaxConnectionsPerServer = 64 }) { BaseAddress = platform.Application.Address };
    private readonly ConcurrentDictionary<(string User, SimulatedPlan Plan), string> _tokens = new();
    private long _answered;

    /// <summary>Requests that were answered.</summary>
    public long Answered => Volatile.Read(ref _answered);

    /// <summary>Sends a request until it is accepted; the outcomes of its events must be those that the simulation expects.</summary>
    public async Task SendUntilAnsweredAsync(SimulatedRequest request)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            try
            {
                using var message = Authorised(HttpMethod.Post, "/v1/events", request.UserId, request.Plan);
                // The client's clock is read anew for each try.
                message.Content = new ByteArrayContent(request.ToJson(TimeProvider.System.GetUtcNow())) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
                using var answer = await _http.SendAsync(message);
                if (answer.StatusCode == HttpStatusCode.Accepted)
                {
                    ShouldBeExpected(request, await answer.Content.ReadFromJsonAsync<JsonElement>());
                    Interlocked.Increment(ref _answered);
                    return;
                }

                answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, await answer.Content.ReadAsStringAsync());
            }
            catch (HttpRequestException)
            {
                // The application is down: the client keeps its events and tries again.
            }

            await pause.WaitForNextTickAsync();
        }
    }

    /// <summary>What the application says of a track's plays.</summary>
    public async Task<long> CountAsync(string track)
    {
        using var message = Authorised(HttpMethod.Get, $"/v1/tracks/{track}", "reader", new SimulatedPlan(0, "premium", "SE"));
        using var answer = await _http.SendAsync(message);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        var count = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("play_count");
        return count.ValueKind == JsonValueKind.Number ? count.GetInt64() : 0;
    }

    /// <summary>What the application answers a listener; null where there is nothing.</summary>
    public async Task<JsonElement?> AskAsync(string address, string user)
    {
        using var message = Authorised(HttpMethod.Get, address, user, new SimulatedPlan(0, "premium", "SE"));
        using var answer = await _http.SendAsync(message);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return null;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>An operator's order, which must be taken.</summary>
    public async Task OrderAsync(string address)
    {
        var token = LocalTokens.Issue(dataDirectory, "operator", scopes: ["admin"]);
        using var message = new HttpRequestMessage(HttpMethod.Post, address) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        using var answer = await _http.SendAsync(message);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
    }

    public void Dispose() => _http.Dispose();

    private static void ShouldBeExpected(SimulatedRequest request, JsonElement answer)
    {
        var results = answer.GetProperty("results").EnumerateArray().ToList();
        results.Count.ShouldBe(request.Events.Count);
        for (var i = 0; i < results.Count; i++)
        {
            var reason = results[i].TryGetProperty("reason", out var text) ? text.GetString() : null;
            results[i].GetProperty("status").GetString().ShouldBe(request.Events[i].Rejection is null ? "accepted" : "rejected", reason);
            if (request.Events[i].Rejection is { } rejection)
                reason.ShouldBe(rejection);
        }
    }

    private HttpRequestMessage Authorised(HttpMethod method, string address, string user, SimulatedPlan plan)
    {
        var token = _tokens.GetOrAdd((user, plan), _ => LocalTokens.Issue(dataDirectory, user, plan.Tier, plan.Market));
        return new HttpRequestMessage(method, address) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
    }
}

/// <summary>The last lines of a log.</summary>
internal sealed class LastLines
{
    private readonly Queue<string> _lines = new();

    public void Add(string line)
    {
        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > 200)
                _lines.Dequeue();
        }
    }

    public override string ToString()
    {
        lock (_lines)
            return string.Join(Environment.NewLine, _lines);
    }
}
