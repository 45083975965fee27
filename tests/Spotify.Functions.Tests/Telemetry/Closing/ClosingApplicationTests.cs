using System.Text.Json;
using Azure.Storage.Blobs;
using Shouldly;
using Spotify.Core.Telemetry.Closing;
using Spotify.Functions.Platform.Blobs;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Telemetry.Closing;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Telemetry.Closing;

/// <summary>Timer, orchestrations, activities and routes in a running host, over real blobs.</summary>
public sealed class ClosingApplicationTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task On_the_first_the_month_before_is_closed_across_a_restart_and_every_play_is_proven_to_its_label_and_nobody_else()
    {
        await using var application = await ClosingApplication.StartAsync(azurite.ConnectionString, "2026-12-01T05:59:00Z");
        var plays = LedgerSample.Plays(1, 120);
        foreach (var play in plays)
            await play.StoreAsync(application.Get<IDocumentStore>());
        (await application.GetAsync("/v1/admin/periods/2026-11", admin: true)).Body.GetProperty("state").GetString().ShouldBe("open");

        await application.Clock.WaitForTimerAsync(due => due == TimeSpan.FromMinutes(1));
        application.Clock.Advance(TimeSpan.FromMinutes(1));
        await application.Clock.WaitForTimerAsync(due => due == TimeSpan.FromMinutes(10));
        var closing = (await application.GetAsync("/v1/admin/periods/2026-11", admin: true)).Body;
        closing.GetProperty("state").GetString().ShouldBe("closing");
        closing.GetProperty("progress").GetProperty("step").GetString().ShouldBe("settling");
        await RefusedAsync(application.GetAsync($"/v1/royalties/2026-11/proof/{plays[0].Id}", label: "label-1"), 409, "CONFLICT", "not closed yet");

        await application.RestartAsync();
        await application.Clock.WaitForTimerAsync(due => due == TimeSpan.FromMinutes(10));
        application.Clock.Advance(TimeSpan.FromMinutes(10));
        await application.ClosedAsync("2026-11");

        var period = (await application.GetAsync("/v1/admin/periods/2026-11", admin: true)).Body;
        var root = period.GetProperty("totals").GetProperty("root").GetString()!;
        period.GetProperty("totals").GetProperty("plays").GetInt64().ShouldBe(plays.Sum(one => one.Play.Delta));
        period.GetProperty("roots").EnumerateArray().Sum(one => one.GetProperty("plays").GetInt64()).ShouldBe(120);
        await Eventually.HoldsAsync("the parts are removed", TimeSpan.FromSeconds(30), async () => !await BlobsAsync("ledger/2026-11/parts/").AnyAsync());
        (await BlobsAsync("ledger/2026-11/").CountAsync()).ShouldBe(4);

        foreach (var play in plays.Where(one => one.Play.Label is not null).Take(25))
        {
            var address = $"/v1/royalties/2026-11/proof/{play.Id}";
            var (status, answer) = await application.GetAsync(address, label: play.Play.Label);
            status.ShouldBe(200, answer.ToString());
            ProofHolder.Verify(answer, root).ShouldBeTrue();
            var proof = answer.Deserialize<LedgerProof>(ApiJson.Options)!;
            proof.FindFault(root).ShouldBeNull();
            proof.Play.ShouldBe(LedgerPlays.Of(play.Id, play.Listener, play.Play));
            ProofHolder.Verify(JsonSerializer.SerializeToElement(proof with { Play = proof.Play with { ListenedMs = 1 } }, ApiJson.Options), root).ShouldBeFalse();
            ProofHolder.Verify(JsonSerializer.SerializeToElement(proof with { Index = proof.Index ^ 1 }, ApiJson.Options), root).ShouldBeFalse();

            (await application.GetAsync(address, admin: true)).Status.ShouldBe(200);
            var unknown = (await application.GetAsync($"/v1/royalties/2026-11/proof/{LedgerId.ToText(7)}", label: "label-x")).Body.ToString();
            (await application.GetAsync(address, label: "label-x")).Body.ToString().ShouldBe(unknown);
            (await application.GetAsync(address)).Body.ToString().ShouldBe(unknown);
        }

        var nobodys = plays.First(one => one.Play.Label is null);
        await RefusedAsync(application.GetAsync($"/v1/royalties/2026-11/proof/{nobodys.Id}", label: "label-1"), 404, "NOT_FOUND", "no such play");
        (await application.GetAsync($"/v1/royalties/2026-11/proof/{nobodys.Id}", admin: true)).Status.ShouldBe(200);

        await RefusedAsync(application.PostAsync("/v1/admin/periods/2026-11/close"), 409, "CONFLICT", "?replay=");
        var (replayed, run) = await application.PostAsync("/v1/admin/periods/2026-11/close?replay=audit-1");
        (replayed, run.GetProperty("instance").GetString()).ShouldBe((202, "close-2026-11-audit-1"));
    }

    [Fact]
    public async Task An_operator_closes_a_month_by_hand_and_bad_requests_have_names()
    {
        await using var application = await ClosingApplication.StartAsync(azurite.ConnectionString, "2027-02-10T12:00:00Z");
        await RefusedAsync(application.PostAsync("/v1/admin/periods/2027-02/close"), 409, "CONFLICT", "2027-03-01T00:00:00Z");
        await RefusedAsync(application.PostAsync("/v1/admin/periods/2027-13/close"), 400, "INVALID_REQUEST", "yyyy-MM");
        await RefusedAsync(application.PostAsync("/v1/admin/periods/2027-1/close"), 400, "INVALID_REQUEST", "yyyy-MM");
        await RefusedAsync(application.PostAsync("/v1/admin/periods/2027-01/close?replay=a%2Fb"), 400, "INVALID_REQUEST", "replay");
        await RefusedAsync(application.GetAsync("/v1/admin/periods/january", admin: true), 400, "INVALID_REQUEST", "yyyy-MM");
        await RefusedAsync(application.GetAsync("/v1/admin/periods/2027-01"), 403, "SCOPE_MISSING", "operators");
        await RefusedAsync(application.GetAsync($"/v1/royalties/2027-1/proof/{LedgerId.ToText(1)}", label: "a"), 400, "INVALID_REQUEST", "yyyy-MM");
        await RefusedAsync(application.GetAsync("/v1/royalties/2027-01/proof/play-1", label: "a"), 400, "INVALID_REQUEST", "base62");
        await RefusedAsync(application.GetAsync($"/v1/royalties/2027-01/proof/{LedgerId.ToText(1)}", label: "a"), 409, "CONFLICT", "'0 0 6 1 * *'");
        await RefusedAsync(application.GetAsync($"/v1/royalties/2027-02/proof/{LedgerId.ToText(1)}", label: "a"), 409, "CONFLICT", "2027-03-01");
        await RefusedAsync(application.GetAsync($"/v1/royalties/2027-01/proof/{LedgerId.ToText(1)}"), 404, "NOT_FOUND", "no such play");

        (await application.PostAsync("/v1/admin/periods/2027-01/close")).Status.ShouldBe(202);
        await application.Clock.WaitForTimerAsync(due => due == TimeSpan.FromMinutes(10));
        application.Clock.Advance(TimeSpan.FromMinutes(10));
        await application.ClosedAsync("2027-01");
        await RefusedAsync(application.GetAsync($"/v1/royalties/2027-01/proof/{LedgerId.ToText(1)}", admin: true), 404, "NOT_FOUND", "no such play");
    }

    [Fact]
    public async Task Files_are_there_whole_or_not_at_all_and_are_read_by_parts()
    {
        await using var application = await ClosingApplication.StartAsync(azurite.ConnectionString, "2027-02-10T12:00:00Z");
        var files = application.Get<ILedgerFiles>();
        var bytes = new byte[(9 * 1024 * 1024) + 17];
        new Random(1).NextBytes(bytes);
        await Should.ThrowAsync<InvalidOperationException>(() => files.WriteAsync<bool>("ledger/files/a", async stream =>
        {
            await stream.WriteAsync(bytes);
            throw new InvalidOperationException("Half way");
        }, default));
        await Should.ThrowAsync<FileNotFoundException>(() => files.ReadAsync("ledger/files/a", 0, new byte[1], default).AsTask());

        await files.WriteAsync("ledger/files/a", async stream =>
        {
            for (var offset = 0; offset < bytes.Length; offset += 1_000_000)
                await stream.WriteAsync(bytes.AsMemory(offset, Math.Min(1_000_000, bytes.Length - offset)));
            return true;
        }, default);
        await files.WriteAsync("ledger/files/empty", _ => Task.FromResult(true), default);
        var part = new byte[100_000];
        await files.ReadAsync("ledger/files/a", 4_150_000, part, default);
        part.ShouldBe(bytes[4_150_000..4_250_000]);
        await Should.ThrowAsync<FileNotFoundException>(() => files.ReadAsync("ledger/files/a", bytes.Length - 1, new byte[2], default).AsTask());
        await Should.ThrowAsync<FileNotFoundException>(() => files.ReadAsync("ledger/files/a", bytes.Length + 5, new byte[2], default).AsTask());

        await files.RemoveAsync("ledger/files/", default);
        (await BlobsAsync("ledger/files/").AnyAsync()).ShouldBeFalse();
    }

    private static async Task RefusedAsync(Task<(int Status, JsonElement Body)> request, int status, string reason, string message)
    {
        var (found, body) = await request;
        found.ShouldBe(status, body.ToString());
        body.GetProperty("error").GetProperty("reason").GetString().ShouldBe(reason);
        body.GetProperty("error").GetProperty("message").GetString()!.ShouldContain(message);
    }

    private IAsyncEnumerable<string> BlobsAsync(string prefix) =>
        new BlobContainerClient(azurite.ConnectionString, BlobContainers.Archive).GetBlobsAsync(prefix: prefix).Select(blob => blob.Name);
}
