using System.Net.Http.Headers;
using System.Text.Json;
using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Functions.Billing;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Blobs;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Royalties.Job;
using Spotify.Functions.Royalties.Periods;
using Spotify.Functions.Telemetry.Closing;
using Spotify.Functions.Tests.Hosting;
using Spotify.TestSupport;

namespace Spotify.Functions.Tests.Royalties.Job;

/// <summary>Closing and royalties in a running host over real blobs, a folder and a clock.</summary>
internal sealed class RoyaltyApplication : IAsyncDisposable
{
    private static readonly Type[] Functions =
    [
        .. typeof(MonthlyRoyalties).Assembly.GetTypes().Where(type =>
            (type.Namespace == typeof(MonthlyRoyalties).Namespace || type.Namespace == typeof(CalculateRoyalties).Namespace || type.Namespace == typeof(ListFunctionalTracks).Namespace || type.Namespace == typeof(ClosePeriod).Namespace)
            && type != typeof(CloseLastPeriod)
            && type.GetMethods().Any(method => method.IsDefined(typeof(FunctionAttribute), inherit: false))),
        typeof(AnswerUnknownRoute),
    ];

    private readonly ComposedApplication _application;
    private readonly HttpClient _client;

    private RoyaltyApplication(ComposedApplication application, FakeTimeProvider clock) => (_application, _client, Clock) = (application, application.Anonymous(), clock);

    public FakeTimeProvider Clock { get; }

    public static async Task<RoyaltyApplication> StartAsync(string storage, string now, RoyaltyWorld? world, string? folder = null)
    {
        await new BlobServiceClient(storage).GetBlobContainerClient(BlobContainers.Archive).CreateIfNotExistsAsync();
        var clock = new FakeTimeProvider(now);
        var settings = new Dictionary<string, string?>
        {
            [BlobAccounts.UploadsName] = storage,
            [BlobAccounts.MediaName] = storage,
            ["Telemetry:LedgerShards"] = "4",
            ["Telemetry:LedgerScanRanges"] = "2",
            ["Royalties:MinStreams"] = "3",
            ["Royalties:MinListeners"] = "2",
        };
        var application = await ComposedApplication.StartAsync(
            Functions,
            settings,
            services =>
            {
                services.AddSingleton<TimeProvider>(clock);
                if (world is null)
                    return;
                services.AddRoyaltyJob(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
                services.AddSingleton<IRevenue>(world);
                services.AddSingleton<IRightsSource>(world);
                services.AddSingleton<ICatalog, RoyaltyWorld.Tracks>();
            },
            folder);
        return new RoyaltyApplication(application, clock);
    }

    public T Get<T>()
        where T : notnull => _application.Services.GetRequiredService<T>();

    public Task<(int Status, JsonElement Body)> GetAsync(string path, bool admin = true) => SendAsync(HttpMethod.Get, path, admin);

    public Task<(int Status, JsonElement Body)> PostAsync(string path, bool admin = true) => SendAsync(HttpMethod.Post, path, admin);

    /// <summary>Closes a month, whatever the clock waits for.</summary>
    public async Task CloseAsync(string month)
    {
        (await PostAsync($"/v1/admin/periods/{month}/close")).Status.ShouldBe(202);
        await Clock.WaitForTimerAsync(due => due == TimeSpan.FromMinutes(10));
        Clock.Advance(TimeSpan.FromMinutes(10));
        await Eventually.HoldsAsync($"{month} is closed", TimeSpan.FromSeconds(60), async () =>
            (await GetAsync($"/v1/admin/periods/{month}")).Body.GetProperty("state").GetString() == "closed");
    }

    /// <summary>Waits until a run has ended.</summary>
    public async Task<JsonElement> EndedAsync(string month, string query = "")
    {
        var outcome = default(JsonElement);
        await Eventually.HoldsAsync($"the run of {month} has ended", TimeSpan.FromSeconds(60), async () =>
            (await GetAsync($"/v1/admin/royalties/{month}/progress{query}")).Body.TryGetProperty("outcome", out outcome) && outcome.ValueKind == JsonValueKind.Object);
        return outcome;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _application.DisposeAsync();
    }

    public async Task<(int Status, JsonElement Body)> SendAsync(HttpMethod method, string path, bool admin)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _application.Authority.Issue("ann", scopes: admin ? ["admin"] : null));
        using var answer = await _client.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, body.Length == 0 ? default : JsonDocument.Parse(body).RootElement);
    }
}
