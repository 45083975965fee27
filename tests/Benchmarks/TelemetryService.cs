using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Spotify.Cli.Local;

namespace Benchmarks;

/// <summary>The real application with all its consumers, over a folder, and a client of it.</summary>
internal sealed class TelemetryService : IAsyncDisposable
{
    private static readonly TimeSpan MostWait = TimeSpan.FromMinutes(5);

    private readonly LocalPlatform _platform;
    private readonly string _data;
    private readonly HttpClient _client;
    private readonly ConcurrentDictionary<(string User, string Tier, string Market), string> _tokens = new();

    private TelemetryService(LocalPlatform platform, string data)
    {
        (_platform, _data) = (platform, data);
        _client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 32, UseCookies = false }) { BaseAddress = platform.Application.Address };
        Memory = new TelemetryMemory(platform.Application.Process.Id);
    }

    public TelemetryMemory Memory { get; }

    public int ProcessId => _platform.Application.Process.Id;

    public TimeSpan ProcessorTime => _platform.Application.Process.ProcessorTime;

    /// <summary>Starts it; a hub that is created gets so many partitions.</summary>
    public static async Task<TelemetryService> StartAsync(string data, int partitions, CancellationToken cancellationToken)
    {
        // One reader asks for the counts of all tracks again and again, and the clients send as fast as they are answered: limits are measured elsewhere.
        var settings = new Dictionary<string, string>
        {
            ["Embedded__EventHubPartitions"] = partitions.ToString(CultureInfo.InvariantCulture),
            ["Limits__General"] = "0",
            ["Limits__Events"] = "0",
        };
        Action<string> output = Environment.GetEnvironmentVariable("BENCH_LOG") is null ? _ => { } : Console.WriteLine;
        return new TelemetryService(await LocalPlatform.StartAsync(data, settings: settings, onOutput: output, cancellationToken: cancellationToken), data);
    }

    /// <summary>A listener's token.</summary>
    public string Token(string user, string tier = "premium", string market = "SE") =>
        _tokens.GetOrAdd((user, tier, market), _ => LocalTokens.Issue(_data, user, tier, market));

    /// <summary>Posts events; anything but 202 ends the measurement.</summary>
    public async Task PostAsync(byte[] json, string token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/events") { Content = new ByteArrayContent(json) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await _client.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Accepted)
            throw new InvalidOperationException($"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
    }

    /// <summary>A track's plays as the application tells them.</summary>
    public async Task<long> CountAsync(string track, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/tracks/{track}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token("reader"));
        using var response = await _client.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        return answer.RootElement.GetProperty("play_count") is { ValueKind: JsonValueKind.Number } count ? count.GetInt64() : 0;
    }

    /// <summary>Waits until every count is what it must be, exactly.</summary>
    public async Task WaitForCountsAsync(IReadOnlyDictionary<string, long> truth, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        foreach (var (track, expected) in truth)
        {
            long count;
            while ((count = await CountAsync(track, cancellationToken)) != expected)
            {
                if (Stopwatch.GetElapsedTime(start) > MostWait)
                    throw new InvalidOperationException($"Track {track} has {count} plays and should have {expected}.");
                await pace.WaitForNextTickAsync(cancellationToken);
            }
        }
    }

    /// <summary>Waits until every consumer group of the hub <c>plays</c> is where the furthest one is.</summary>
    /// <returns>The groups.</returns>
    public async Task<IReadOnlyCollection<string>> WaitForAllGroupsAsync(CancellationToken cancellationToken)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            var checkpoints = Checkpoints();
            var groups = checkpoints.Select(one => one.Group).Distinct().ToList();
            if (groups.Count > 0 && checkpoints.GroupBy(one => one.Partition).All(one => one.Count() == groups.Count && one.Select(place => place.Sequence).Distinct().Count() == 1))
                return groups;
            await pace.WaitForNextTickAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Memory.DisposeAsync();
        _client.Dispose();
        await _platform.DisposeAsync();
    }

    private List<(string Group, long Partition, long Sequence)> Checkpoints()
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_data, "runtime.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT consumer_group, partition, sequence FROM event_checkpoints WHERE hub = 'plays'";
        using var reader = command.ExecuteReader();
        var places = new List<(string, long, long)>();
        while (reader.Read())
            places.Add((reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2)));
        return places;
    }
}
