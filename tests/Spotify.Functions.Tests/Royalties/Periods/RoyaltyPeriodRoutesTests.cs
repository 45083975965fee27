using System.Text.Json;
using Azure.Storage.Blobs;
using Shouldly;
using Spotify.Functions.Platform.Blobs;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Tests.Royalties.Job;
using Spotify.TestSupport;
using Xunit;
using static Spotify.Functions.Tests.Royalties.Job.RoyaltyWorld;

namespace Spotify.Functions.Tests.Royalties.Periods;

/// <summary>Timer, orchestration, activities and routes in a running host, over real blobs.</summary>
public sealed class RoyaltyPeriodRoutesTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task An_operator_takes_a_month_from_closed_to_paid_and_every_other_order_is_refused()
    {
        var world = RoyaltyWorld.Random(1, plays: 60, listeners: 8);
        await using var application = await RoyaltyApplication.StartAsync(azurite.ConnectionString, "2026-11-10T12:00:00Z", world);
        foreach (var play in world.Plays)
            await play.StoreAsync(application.Get<IDocumentStore>());
        await RefusedAsync(application.PostAsync("/v1/admin/periods/2026-11/close"), 409, "CONFLICT", "2026-12-01T00:00:00Z");
        await RefusedAsync(application.PostAsync("/v1/admin/royalties/2026-10/calculate"), 409, "CONFLICT", "close it first");
        await RefusedAsync(application.PostAsync("/v1/admin/royalties/2026-1/calculate"), 400, "INVALID_REQUEST", "yyyy-MM");
        await RefusedAsync(application.PostAsync("/v1/admin/royalties/2026-10/calculate", admin: false), 403, "SCOPE_MISSING", "operators");
        await RefusedAsync(application.GetAsync("/v1/admin/royalties", admin: false), 403, "SCOPE_MISSING", "operators");
        await RefusedAsync(application.GetAsync("/v1/admin/royalties/october"), 400, "INVALID_REQUEST", "yyyy-MM");
        (await application.GetAsync("/v1/admin/royalties/2026-10")).Body.GetProperty("period").GetProperty("stage").GetString().ShouldBe("open");

        await application.CloseAsync("2026-10");
        await RefusedAsync(application.PostAsync("/v1/admin/royalties/2026-10/approve"), 409, "CONFLICT", "nothing to approve");
        await RefusedAsync(application.PostAsync("/v1/admin/royalties/2026-10/calculate?replay=a%2Fb"), 400, "INVALID_REQUEST", "replay");
        var (status, run) = await application.PostAsync("/v1/admin/royalties/2026-10/calculate");
        (status, run.GetProperty("instance").GetString()).ShouldBe((202, "royalties-2026-10"));
        var outcome = await application.EndedAsync("2026-10");
        outcome.GetProperty("refusal").ValueKind.ShouldBe(JsonValueKind.Null, outcome.ToString());
        var digest = outcome.GetProperty("digest").GetString();
        await RefusedAsync(application.PostAsync("/v1/admin/royalties/2026-10/calculate"), 409, "CONFLICT", "?replay=");

        var view = (await application.GetAsync("/v1/admin/royalties/2026-10")).Body;
        view.GetProperty("results").GetProperty("digest").GetString().ShouldBe(digest);
        view.GetProperty("results").GetProperty("months").EnumerateArray().Single().GetProperty("pools").GetArrayLength().ShouldBeGreaterThan(2);
        (await application.PostAsync("/v1/admin/royalties/2026-10/calculate?replay=check")).Status.ShouldBe(202);
        var again = await application.EndedAsync("2026-10", "?replay=check");
        (again.GetProperty("is_replay").GetBoolean(), again.GetProperty("digest").GetString(), again.GetProperty("differences").GetArrayLength()).ShouldBe((true, digest, 0));

        await RefusedAsync(application.PostAsync("/v1/admin/royalties/2026-10/pay"), 409, "CONFLICT", "only what is approved");
        await RefusedAsync(application.PostAsync($"/v1/admin/royalties/2026-10/approve?digest={new string('0', 64)}"), 409, "CONFLICT", "have the digest");
        (await application.PostAsync($"/v1/admin/royalties/2026-10/approve?digest={digest}")).Status.ShouldBe(200);
        await RefusedAsync(application.PostAsync("/v1/admin/royalties/2026-10/approve"), 409, "CONFLICT", "approved already");
        await RefusedAsync(application.PostAsync("/v1/admin/royalties/2026-10/calculate?replay=late"), 409, "CONFLICT", "is approved");
        var paid = (await application.PostAsync("/v1/admin/royalties/2026-10/pay?reference=SEPA%2017")).Body;
        paid.GetProperty("steps").EnumerateArray().Select(step => $"{step.GetProperty("stage").GetString()} by {step.GetProperty("by").GetString()}").ShouldBe(
            ["closed by ann", "calculated by ann", "calculated by ann", "approved by ann", "paid by ann"]);
        await RefusedAsync(application.PostAsync("/v1/admin/royalties/2026-10/pay"), 409, "CONFLICT", "paid already");
        (await application.GetAsync("/v1/admin/royalties")).Body.GetProperty("periods").EnumerateArray().Single().GetProperty("stage").GetString().ShouldBe("paid");
        var blobs = new BlobContainerClient(azurite.ConnectionString, BlobContainers.Archive).GetBlobsAsync(prefix: "royalties/2026-10/");
        (await blobs.Select(blob => blob.Name).ToListAsync()).ShouldAllBe(name => !name.Contains("/parts/") && !name.Contains("/replays/"));
    }

    [Fact]
    public async Task Operators_say_which_tracks_are_noise()
    {
        await using var application = await RoyaltyApplication.StartAsync(azurite.ConnectionString, "2026-11-10T12:00:00Z", new RoyaltyWorld());
        await RefusedAsync(application.SendAsync(HttpMethod.Put, "/v1/admin/royalties/functional/rain", admin: true), 400, "INVALID_REQUEST", "base62");
        await RefusedAsync(application.SendAsync(HttpMethod.Put, $"/v1/admin/royalties/functional/{Track(1)}", admin: false), 403, "SCOPE_MISSING", "operators");
        (await application.SendAsync(HttpMethod.Put, $"/v1/admin/royalties/functional/{Track(1)}", admin: true)).Status.ShouldBe(204);
        (await application.GetAsync("/v1/admin/royalties/functional")).Body.GetProperty("tracks").EnumerateArray().Single().GetString().ShouldBe(Track(1));
        (await application.SendAsync(HttpMethod.Delete, $"/v1/admin/royalties/functional/{Track(1)}", admin: true)).Status.ShouldBe(204);
        (await application.GetAsync("/v1/admin/royalties/functional")).Body.GetProperty("tracks").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task On_the_first_days_of_a_month_the_one_before_is_calculated_as_soon_as_it_is_closed()
    {
        var world = RoyaltyWorld.Random(2, plays: 30, listeners: 6);
        await using var application = await RoyaltyApplication.StartAsync(azurite.ConnectionString, "2027-02-01T06:15:00Z", world);
        await application.CloseAsync("2027-01");
        await application.Clock.WaitForTimerAsync(due => due == TimeSpan.FromMinutes(5));
        application.Clock.Advance(TimeSpan.FromMinutes(5));
        var outcome = await application.EndedAsync("2027-01");
        outcome.GetProperty("digest").GetString()!.Length.ShouldBe(64);
        var steps = (await application.GetAsync("/v1/admin/royalties/2027-01")).Body.GetProperty("period").GetProperty("steps");
        steps.EnumerateArray().Last().GetProperty("by").GetString().ShouldBe("schedule");
    }

    private static async Task RefusedAsync(Task<(int Status, JsonElement Body)> request, int status, string reason, string message)
    {
        var (found, body) = await request;
        found.ShouldBe(status, body.ToString());
        body.GetProperty("error").GetProperty("reason").GetString().ShouldBe(reason);
        body.GetProperty("error").GetProperty("message").GetString()!.ShouldContain(message);
    }
}
