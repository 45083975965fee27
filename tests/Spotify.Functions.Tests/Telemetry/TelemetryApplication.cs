using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net.Http.Headers;
using System.Text.Json;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shouldly;
using Spotify.EmbeddedRuntime.Hosting;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Auth;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Events;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Telemetry;
using Spotify.Functions.Telemetry.Listeners;
using Spotify.Functions.Tests.Catalog;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Telemetry;

/// <summary>The composed application over a real socket, with its own event log, consumer and store; three tracks are published.</summary>
public sealed class TelemetryApplication : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const string Sentinel = "last-";

    private readonly TempFolder _folder = new();
    private readonly MeterListener _meters = new();
    private readonly ConcurrentDictionary<string, long> _ignored = new();
    private readonly HubSwitch _hub = new();
    private readonly SeenEvents _seen = new();
    private int _sentinels;
    private IHost _host = null!;
    private DevelopmentAuthority _authority = null!;

    public HttpClient Client { get; private set; } = null!;

    public IReadOnlyList<string> Tracks { get; } = [.. TestRelease.Create().Tracks.Select(track => track.Id)];

    /// <summary>Whether the hub takes events, refuses them, or never answers.</summary>
    internal HubState Hub
    {
        set => (_hub.State, _hub.Only) = (value, null);
    }

    /// <summary>Makes one hub alone refuse events.</summary>
    internal string RefusingHub
    {
        set => (_hub.State, _hub.Only) = (HubState.Refusing, value);
    }

    /// <summary>Waits for what a hub holds of a listener.</summary>
    internal async Task<IReadOnlyList<SeenEvent>> SeenAsync(string hub, string listener, int bodies = 1)
    {
        List<SeenEvent> seen = [];
        await Eventually.HoldsAsync($"hub {hub} holds what {listener} sent", Patience, () =>
        {
            seen = [.. _seen.All.Where(one => one.Hub == hub && one.Listener == listener)];
            return seen.Count >= bodies;
        });
        return seen;
    }

    /// <summary>The store, which may be taken away.</summary>
    internal CrashingStore Store { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        // An account that nobody reaches: nothing here touches audio.
        const string Account = "DefaultEndpointsProtocol=https;AccountName=nobody;AccountKey=bm9ib2R5;EndpointSuffix=storage.invalid";
        var builder = FunctionsApplication.CreateBuilder(["--Embedded:Port", "0", "--Embedded:DataDirectory", _folder.Path, "--EventHubs:sendTimeout", "00:00:00.500", "--Telemetry:TrustedProxies", "1", "--Limits:General", "0", "--Limits:Events", "0"]);
        builder.Configuration["AzureFunctionsJobHost:extensions:http:routePrefix"] = "";
        builder.Configuration["EventHubs"] = $"Endpoint=sb://{Path.GetFileName(_folder.Path)}/;SharedAccessKeyName=a;SharedAccessKey=b";
        builder.Configuration["Uploads"] = Account;
        builder.Configuration["Media"] = Account;
        builder.Configuration["AzureWebJobsStorage"] = Account;
        Program.Configure(builder);
        builder.Logging.ClearProviders();
        builder.Services.AddIntake(builder.Configuration).AddSingleton(_seen);
        builder.Services.AddSingleton(services => new EventHubPublisher(
            services.GetRequiredService<IOptions<EventHubOptions>>(), services.GetRequiredService<SentCounts>(), TimeProvider.System,
            services.GetRequiredService<ILogger<EventHubPublisher>>(), (space, hub) => new SwitchedProducer(space.ConnectionString!, hub, _hub)));
        builder.Services.Configure<EmbeddedRuntimeOptions>(options =>
        {
            foreach (var type in (Type[])[typeof(PostEvents), typeof(CountPlays), typeof(SeeEverything), typeof(GetTrack), typeof(AnswerUnknownRoute)])
                options.FunctionTypes.Add(type);
        });
        var store = builder.Services.Last(service => service.ServiceType == typeof(IDocumentStore));
        builder.Services.AddSingleton<IDocumentStore>(services => Store = new CrashingStore((IDocumentStore)(store.ImplementationFactory?.Invoke(services) ?? services.GetRequiredService(store.ImplementationType!))));
        Listen();
        _host = builder.Build();
        await _host.StartAsync();
        var release = TestRelease.Create();
        (await _host.Services.GetRequiredService<ICatalog>().PublishAsync(release.Album, release.Tracks)).ShouldBe(PublishOutcome.Published);
        Client = new HttpClient { BaseAddress = new Uri(_host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()), Timeout = Patience };
        _authority = DevelopmentAuthority.Open(_folder.Path, TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        _authority.Dispose();
        await _host.StopAsync();
        _host.Dispose();
        _meters.Dispose();
        _folder.Dispose();
    }

    /// <summary>Posts a body as a listener, and holds the answer against the one shape that every answer has.</summary>
    internal async Task<IntakeAnswer> PostAsync(HttpContent body, string? listener, string? from = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/events") { Content = body };
        if (listener is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _authority.Issue(listener));
        if (from is not null)
            request.Headers.Add("X-Forwarded-For", from);
        using var response = await Client.SendAsync(request);
        return await IntakeAnswer.OfAsync(response);
    }

    internal Task<IntakeAnswer> PostAsync(string body, string? listener) => PostAsync(new StringContent(body), listener);

    /// <summary>Posts as an object serialised.</summary>
    internal Task<IntakeAnswer> PostAsync(object body, string? listener) => PostAsync(JsonSerializer.Serialize(body), listener);

    public async Task<long> CountAsync(string track)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/tracks/{track}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _authority.Issue("reader"));
        using var response = await Client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("play_count").GetInt64();
    }

    /// <summary>
    /// Waits until the consumer is past all that a listener has sent: a play sent last is in the ledger, since a listener's events keep their order.
    /// </summary>
    internal async Task<IReadOnlyList<PlayDocument>> LedgerAfterAsync(string listener)
    {
        var last = Play(Tracks[2], $"{Sentinel}{Interlocked.Increment(ref _sentinels)}");
        (await PostAsync(new { events = last }, listener)).Status.ShouldBe(202);
        var name = JsonSerializer.SerializeToElement(last[0]).GetProperty("session").GetString()!;
        List<PlayDocument> plays = [];
        HashSet<string> sentinels = [];
        await Eventually.HoldsAsync("the listener's last play is in the ledger", Patience, async () =>
        {
            plays = await LedgerAsync(listener);
            if (plays.Count == 0)
                return false;
            var session = await SessionIdAsync(listener, name);
            foreach (var number in Enumerable.Range(1, _sentinels))
                sentinels.Add(await SessionIdAsync(listener, $"{Sentinel}{number}"));
            return plays.Exists(play => play.Session == session);
        });
        return plays.FindAll(play => !sentinels.Contains(play.Session));
    }

    /// <summary>What the ledger calls a session of a listener's without a device.</summary>
    internal async Task<string> SessionIdAsync(string listener, string session) =>
        SessionWork.Of((await _host.Services.GetRequiredService<IListeners>().FindAsync(listener, CancellationToken.None))!, "", session).SessionId;

    internal async Task<List<PlayDocument>> LedgerAsync(string listener)
    {
        var plays = new List<PlayDocument>();
        if (await _host.Services.GetRequiredService<IListeners>().FindAsync(listener, CancellationToken.None) is not { } identity)
            return plays;
        foreach (var month in new[] { DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddMinutes(-10) }.Select(start => $"{start:yyyy-MM}").Distinct())
        {
            var page = await _host.Services.GetRequiredService<IDocumentStore>()
                .RangeAsync<PlayDocument>(DocumentContainer.Plays, new PartitionKeyValue(identity.Pseudonym, month), default, 1000);
            plays.AddRange(page.Documents.Select(one => one.Document.Value));
        }

        return plays;
    }

    internal async Task<int> PoisonCountAsync() =>
        (await Store.RangeAsync<PoisonDocument>(DocumentContainer.System, PoisonDocument.Kind, default, 1000)).Documents.Count;

    /// <summary>How much of this reason the consumer has named and passed over.</summary>
    public long Ignored(string reason) => _ignored.GetValueOrDefault(reason);

    /// <summary>The events of a play that counts: 40 seconds, ten minutes ago.</summary>
    public static IReadOnlyList<Dictionary<string, object?>> Play(string track, string session) =>
    [
        Event($"{session}-1", "start", track, session, 0, DateTimeOffset.UtcNow.AddMinutes(-10)),
        Event($"{session}-2", "progress", track, session, 40_000, DateTimeOffset.UtcNow.AddMinutes(-10).AddSeconds(40)),
    ];

    public static Dictionary<string, object?> Event(string id, string type, string track, string session, object? position, DateTimeOffset at) => new()
    {
        ["id"] = id,
        ["type"] = type,
        ["session"] = session,
        ["track"] = track,
        ["position_ms"] = position,
        ["at"] = at.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture),
    };

    private void Listen()
    {
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "plays_ignored_total")
                listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<long>((_, value, tags, _) => _ignored.AddOrUpdate((string)tags[0].Value!, value, (_, known) => known + value));
        _meters.Start();
    }

    internal enum HubState
    {
        Taking,
        Refusing,
        Silent,
    }

    internal sealed class HubSwitch
    {
        public HubState State { get; set; }

        public string? Only { get; set; }

        public HubState Of(string hub) => Only is null || Only == hub ? State : HubState.Taking;
    }

    /// <summary>The real producer over the real log, as long as the hub is there.</summary>
    private sealed class SwitchedProducer(string connectionString, string hub, HubSwitch state) : EventHubProducerClient(connectionString, hub)
    {
        private readonly string _name = hub;

        public override Task SendAsync(IEnumerable<EventData> eventBatch, SendEventOptions options, CancellationToken cancellationToken = default) => state.Of(_name) switch
        {
            HubState.Refusing => throw new IOException("The test took the disk away"),
            HubState.Silent => new TaskCompletionSource().Task,
            _ => base.SendAsync(eventBatch, options, cancellationToken),
        };
    }
}

/// <summary>An answer of <c>POST /v1/events</c>: outcomes, or the one error shape.</summary>
internal sealed record IntakeAnswer(int Status, IReadOnlyList<(string? Id, string Status, string? Reason)> Results, string? Reason, TimeSpan? RetryAfter)
{
    public static async Task<IntakeAnswer> OfAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBeOneOf([202, 400, 401, 403, 404, 408, 413, 503], text);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        var json = JsonDocument.Parse(text).RootElement;
        if ((int)response.StatusCode == 202)
        {
            var results = json.GetProperty("results").EnumerateArray()
                .Select(one => (one.GetProperty("id").GetString(), one.GetProperty("status").GetString()!, one.TryGetProperty("reason", out var reason) ? reason.GetString() : null));
            return new IntakeAnswer(202, [.. results], null, null);
        }

        var error = json.GetProperty("error");
        error.GetProperty("status").GetInt32().ShouldBe((int)response.StatusCode);
        error.GetProperty("message").GetString().ShouldNotBeNullOrWhiteSpace();
        return new IntakeAnswer((int)response.StatusCode, [], error.GetProperty("reason").GetString(), response.Headers.RetryAfter?.Delta);
    }
}
