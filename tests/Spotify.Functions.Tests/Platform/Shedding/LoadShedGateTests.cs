using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.Shedding;
using Spotify.Functions.Tests.Hosting;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Shedding;

public sealed class LoadShedGateTests
{
    [Theory]
    [InlineData(LimitKind.Recommendations, 50)]
    [InlineData(LimitKind.Search, 66)]
    [InlineData(LimitKind.General, 83)]
    [InlineData(LimitKind.LibraryWrites, 83)]
    [InlineData(LimitKind.Playback, int.MaxValue)]
    [InlineData(LimitKind.Events, int.MaxValue)]
    [InlineData(LimitKind.Auth, int.MaxValue)]
    [InlineData(LimitKind.Admin, int.MaxValue)]
    [InlineData(LimitKind.None, int.MaxValue)]
    public void What_can_wait_goes_first_and_playback_never(LimitKind kind, int most)
    {
        LoadShedGate.MostOf(kind, new ShedOptions { Capacity = 100 }).ShouldBe(most);
        LoadShedGate.MostOf(kind, new ShedOptions { Capacity = 0 }).ShouldBe(int.MaxValue);
        LoadShedGate.MostOf(kind, new ShedOptions { Capacity = 1_000_000 }).ShouldBeGreaterThanOrEqualTo(500_000);
    }

    [Theory]
    [InlineData("search", LimitKind.Search, 0)]
    [InlineData("search,recommendations", LimitKind.Recommendations, 0)]
    [InlineData("search", LimitKind.Recommendations, 50)]
    [InlineData("search,recommendations", LimitKind.Playback, int.MaxValue)]
    public void A_feature_is_switched_off_by_name(string off, LimitKind kind, int most) => LoadShedGate.MostOf(kind, new ShedOptions { Capacity = 100, Off = off }).ShouldBe(most);

    [Fact]
    public async Task Under_load_searches_are_refused_streams_are_answered_and_afterwards_all_is_well()
    {
        var doors = new Doors();
        await using var application = await ComposedApplication.StartAsync(
            [typeof(AskedForSearch), typeof(AskedForStream)], new Dictionary<string, string?> { ["Shedding:Capacity"] = "6" }, services => services.AddSingleton(doors));
        using var client = application.Listener();
        var held = Enumerable.Range(0, 4).Select(_ => client.GetAsync("/test/search")).ToList();
        await Eventually.HoldsAsync("four searches are under way", TimeSpan.FromSeconds(10), () => Task.FromResult(doors.Waiting == 4));

        var refused = await client.GetAsync("/test/search");
        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(5));
        (await refused.Content.ReadAsStringAsync()).ShouldContain("DEPENDENCY_UNAVAILABLE");
        (await client.GetAsync("/test/stream")).StatusCode.ShouldBe(HttpStatusCode.OK);

        doors.Open.SetResult();
        foreach (var answer in await Task.WhenAll(held))
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.GetAsync("/test/search")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>Holds requests until it is opened.</summary>
    internal sealed class Doors
    {
        private int _waiting;

        public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Waiting => Volatile.Read(ref _waiting);

        public async Task PassAsync()
        {
            Interlocked.Increment(ref _waiting);
            await Open.Task;
            Interlocked.Decrement(ref _waiting);
        }
    }

    internal sealed class AskedForSearch(Doors doors)
    {
        [Function("AskedForSearch")]
        [Access(AccessKind.Listener)]
        [Limit(LimitKind.Search)]
        public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "test/search")] HttpRequest request)
        {
            await doors.PassAsync();
            return Results.Ok();
        }
    }

    internal sealed class AskedForStream
    {
        [Function("AskedForStream")]
        [Access(AccessKind.Listener)]
        [Limit(LimitKind.Playback)]
        public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "test/stream")] HttpRequest request) => Results.Ok();
    }
}
