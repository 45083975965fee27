using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Storage.Blobs;
using Shouldly;
using Spotify.Functions.Tests.Ingestion;
using Spotify.TestSupport;
using Spotify.TestSupport.Ddex;
using Xunit;
using Xunit.Abstractions;

namespace Spotify.Functions.Tests.EndToEnd;

/// <summary>The real application, killed with SIGKILL at random moments of its work and started again over the same folder.</summary>
public sealed class KillNineTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly int Kills = TestScale.Of(3, 10);
    private const string Label = "unlucky-label";
    private readonly ServiceFixture _service = new();
    private readonly TempFolder _scratch = new();
    private readonly Random _random = new(20261120);

    public Task InitializeAsync()
    {
        _service.Settings["TMPDIR"] = _scratch.Path;
        return _service.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await _service.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task A_delivery_and_a_batch_of_messages_are_published_exactly_once_and_leave_nothing_behind()
    {
        var count = TestScale.Of(2, 12);
        var delivery = new TestDelivery(TestDelivery.Upc(300_001), "Survivor");
        for (var number = 1; number <= count; number++)
        {
            var audio = await Media.RenderAsync($"aevalsrc=0.3*sin({200 + (37 * number)}*2*PI*t)|0.3*sin({300 + (53 * number)}*2*PI*t):s=44100:d={TestScale.Of(12, 25)}", "wav");
            delivery.Track($"{number:00}.wav", audio, $"ZZKIL26{number:00000}");
        }

        var messages = Enumerable.Range(1, TestScale.Of(2, 6)).Select(number => TestMessage.New($"R{number}") with { MessageId = $"M{number}" }).ToList();
        string batch, messageBatch;
        using (var label = _service.Label(Label))
        {
            batch = await delivery.SendAsync(label, Label);
            messageBatch = await SendAsync(label, messages);
        }

        for (var kill = 0; kill < Kills; kill++)
        {
            await RandomMomentAsync(100, 1500);
            _service.Platform.Application.Kill();
            await _service.Platform.RestartApplicationAsync();
        }

        var answer = await TestDelivery.AcknowledgementAsync(_service.Platform.Azurite.ConnectionString, Label, batch, TimeSpan.FromMinutes(5));
        answer.GetProperty("status").GetString().ShouldBe("accepted", $"{answer}{Environment.NewLine}{_service.Log}");
        var ids = answer.GetProperty("tracks").EnumerateArray().Select(track => track.GetProperty("track").GetString()!).ToList();
        ids.Distinct().Count().ShouldBe(count);

        var told = await TestDelivery.AcknowledgementAsync(_service.Platform.Azurite.ConnectionString, Label, messageBatch, TimeSpan.FromMinutes(5));
        told.GetProperty("status").GetString().ShouldBe("accepted", $"{told}{Environment.NewLine}{_service.Log}");
        told.GetProperty("tracks").EnumerateArray().Select(track => track.GetProperty("track").GetString()!).ShouldBe(messages.Select(message => message.TrackId(0)), ignoreOrder: true);

        using var listener = _service.Listener();
        foreach (var id in ids.Concat(messages.Select(message => message.TrackId(0))))
            (await listener.GetAsync($"/v1/tracks/{id}/stream")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var album = (await listener.GetFromJsonAsync<JsonElement>($"/v1/tracks/{ids[0]}")).GetProperty("album").GetProperty("id").GetString();
        (await listener.GetFromJsonAsync<JsonElement>($"/v1/albums/{album}")).GetProperty("total_tracks").GetInt32().ShouldBe(count);

        var audioBlobs = new List<string>();
        await foreach (var blob in new BlobContainerClient(_service.Platform.Azurite.ConnectionString, "audio").GetBlobsAsync())
            audioBlobs.Add(blob.Name);
        audioBlobs.Count.ShouldBe((count + messages.Count) * DeliveryHarness.FilesOfTrack, string.Join('\n', audioBlobs));
        LeftInScratch().ShouldBeEmpty();
    }

    [Fact]
    public async Task Plays_are_counted_exactly_once_while_the_consumer_dies_at_full_speed()
    {
        var track = await PublishOneAsync();
        var users = TestScale.Of(40, 400);
        const int PlaysEach = 25;
        using var clients = new Disposables<HttpClient>(Enumerable.Range(0, users).Select(user => _service.Listener($"crash-listener-{user}")));
        using var done = new CancellationTokenSource();
        var posting = Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            for (var user = worker; user < users; user += 4)
            {
                for (var part = 0; part < PlaysEach / 5; part++)
                    await PostUntilAcceptedAsync(clients[user], Plays(track, user, part), done.Token);
            }
        })));

        for (var kill = 0; kill < Kills; kill++)
        {
            await RandomMomentAsync(50, 700);
            _service.Platform.Application.Kill();
            await _service.Platform.RestartApplicationAsync();
        }

        await posting;
        using var listener = _service.Listener();
        var truth = users * PlaysEach;
        await Eventually.HoldsAsync($"{truth} plays are counted", TimeSpan.FromMinutes(2), async () => await CountAsync(listener, track) >= truth);
        (await CountAsync(listener, track)).ShouldBe(truth);
        // Everything once more, as a client that never saw its 202 would send it; then one new play that must be the only one added.
        for (var user = 0; user < users; user++)
            await PostUntilAcceptedAsync(clients[user], Plays(track, user, 0), done.Token);
        await PostUntilAcceptedAsync(clients[0], Plays(track, 0, PlaysEach), done.Token);
        await Eventually.HoldsAsync("the new plays are counted", TimeSpan.FromMinutes(1), async () => await CountAsync(listener, track) >= truth + 5);
        (await CountAsync(listener, track)).ShouldBe(truth + 5);
        output.WriteLine($"{truth} plays counted over {Kills} kills");
    }

    /// <summary>Uploads a batch of messages with their files, the one that completes it last.</summary>
    private static async Task<string> SendAsync(HttpClient label, IReadOnlyList<TestMessage> messages)
    {
        var files = messages.SelectMany(message => message.Files()).Append(new("BatchComplete_1.xml", ErnBuilder.BatchComplete("1", [.. messages.Select(message => $"{message.Folder}/{message.Folder}.xml")]))).ToList();
        using var answer = await label.PostAsJsonAsync($"/v1/labels/{Label}/deliveries", new { files = files.Select(file => new { name = file.Key, bytes = file.Value.Length }) });
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        var delivery = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var addresses = delivery.GetProperty("uploads").EnumerateArray().ToDictionary(upload => upload.GetProperty("name").GetString()!, upload => upload.GetProperty("url").GetString()!);
        foreach (var (name, content) in files)
            await TestDelivery.PutAsync(addresses[name], content);
        return delivery.GetProperty("batch").GetString()!;
    }

    /// <summary>A moment that has nothing to do with what the application is doing just then.</summary>
    private async Task RandomMomentAsync(int atLeastMs, int atMostMs)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(_random.Next(atLeastMs, atMostMs)));
        await timer.WaitForNextTickAsync();
    }

    /// <summary>Temporary files, but for the living process's own lock and the runtime's diagnostic sockets.</summary>
    private List<string> LeftInScratch() => [.. Directory.EnumerateFiles(_scratch.Path, "*", SearchOption.AllDirectories).Where(path => !IsOfTheLiving(Path.GetFileName(path)))];

    private bool IsOfTheLiving(string file) =>
        (file.StartsWith($"{_service.Platform.Application.Process.Id}-", StringComparison.Ordinal) && file.EndsWith(".lock", StringComparison.Ordinal))
        || file.StartsWith("clr-debug-pipe", StringComparison.Ordinal)
        || file.StartsWith("dotnet-diagnostic", StringComparison.Ordinal);

    private async Task<string> PublishOneAsync()
    {
        using var label = _service.Label(Label);
        var delivery = new TestDelivery(TestDelivery.Upc(300_002), "Counted")
            .Track("01.wav", await Media.RenderAsync("sine=frequency=500:duration=61", "wav"), "ZZKIL2600900");
        var batch = await delivery.SendAsync(label, Label);
        var answer = await TestDelivery.AcknowledgementAsync(_service.Platform.Azurite.ConnectionString, Label, batch);
        return answer.GetProperty("tracks")[0].GetProperty("track").GetString()!;
    }

    /// <summary>Five whole plays of one user, each a session of its own, with keys that a repeat repeats.</summary>
    private static object Plays(string track, int user, int part)
    {
        var now = TimeProvider.System.GetUtcNow();
        var start = new DateTimeOffset(now.Year, now.Month, now.Day, 0, 0, 0, TimeSpan.Zero).AddDays(-1);
        return new
        {
            device = new { id = $"device-{user}", type = "phone" },
            sent_at = now,
            events = Enumerable.Range(part * 5, 5).SelectMany(play => (object[])
            [
                Event(play, 0, "start", 0),
                Event(play, 1, "progress", 30),
                Event(play, 2, "complete", 61),
            ]).ToArray(),
        };

        object Event(int play, int step, string type, int second) => new
        {
            id = $"u{user}-p{play}-{step}",
            type,
            session = $"u{user}-s{play}",
            track,
            position_ms = second * 1000,
            at = start.AddMinutes(play * 2).AddSeconds(second),
        };
    }

    private static async Task PostUntilAcceptedAsync(HttpClient client, object body, CancellationToken cancellationToken)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            try
            {
                using var answer = await client.PostAsJsonAsync("/v1/events", body, cancellationToken);
                if (answer.StatusCode == HttpStatusCode.Accepted)
                    return;
                answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, await answer.Content.ReadAsStringAsync(cancellationToken));
            }
            catch (HttpRequestException)
            {
                // The application is down: the client keeps its events and tries again.
            }

            await pause.WaitForNextTickAsync(cancellationToken);
        }
    }

    private static async Task<long> CountAsync(HttpClient listener, string track)
    {
        var count = (await listener.GetFromJsonAsync<JsonElement>($"/v1/tracks/{track}")).GetProperty("play_count");
        return count.ValueKind == JsonValueKind.Number ? count.GetInt64() : 0;
    }

    /// <summary>Things that end together.</summary>
    private sealed class Disposables<T>(IEnumerable<T> items) : IDisposable
        where T : IDisposable
    {
        private readonly List<T> _items = [.. items];

        public T this[int index] => _items[index];

        public void Dispose() => _items.ForEach(item => item.Dispose());
    }
}
