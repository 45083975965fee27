using Shouldly;
using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Calculation;
using Xunit;

namespace Spotify.Functions.Tests.Royalties.Rights;

public sealed class SplitRoutesTests(RightsApplication application) : IClassFixture<RightsApplication>
{
    private string Path => $"/v1/labels/label-a/splits/{application.Tracks[0]}";

    [Fact]
    public async Task A_label_says_who_gets_what_of_its_track_and_every_version_stays()
    {
        var (label, artist) = (await application.PartyAsync(), await application.PartyAsync());
        var path = $"/v1/labels/label-a/splits/{application.Tracks[1]}";
        var first = (await PutAsync($"{path}/publishing", new { from = "2026-01", links = new[] { Link(label, "publisher", 400_000), Link(artist, "writer", 600_000) } })).Expect(200);
        (first.GetProperty("version").GetInt32(), first.GetProperty("changed_by").GetString()).ShouldBe((1, "staff"));
        (await PutAsync($"{path}/publishing", new { from = "2026-01", links = new[] { Link(label, "publisher", 300_000), Link(artist, "writer", 700_000) } })).Expect(200);
        (await PutAsync($"{path}/publishing", new { from = "2026-06", territory = new { countries = new[] { "SE" } }, links = new[] { Link(artist, "writer", 1_000_000) } })).Expect(200);

        var found = (await AsLabelAsync(HttpMethod.Get, path)).Expect(200);
        found.GetProperty("items").GetArrayLength().ShouldBe(2);
        found.GetProperty("history").GetArrayLength().ShouldBe(3);
        (await AsLabelAsync(HttpMethod.Get, "/v1/labels/label-a/splits?limit=1")).Expect(200).GetProperty("next").GetString().ShouldNotBeNull();
        (await application.SnapshotAsync("2026-03")).Sheets.Where(sheet => sheet.Track == application.Tracks[1]).ShouldHaveSingleItem().Version.ShouldBe(2);
        (await application.SnapshotAsync("2026-07")).Sheets.Count(sheet => sheet.Track == application.Tracks[1]).ShouldBe(2);
    }

    [Fact]
    public async Task Shares_of_99_9_percent_are_refused_and_nothing_is_changed()
    {
        var party = await application.PartyAsync();
        var refused = await PutAsync($"{Path}/publishing", new { from = "2026-01", links = new[] { Link(party, "writer", 999_000) } });
        (refused.Status, refused.Reason).ShouldBe((400, "INVALID_REQUEST"));
        refused.Message.ShouldContain("these shares come to 99.9 %");
        (await PutAsync($"{Path}/publishing", """{"from":"2026-01","links":[null]}""")).Status.ShouldBe(400);
        (await PutAsync($"{Path}/publishing", """{"from":"2026-01","links":[]}""")).Status.ShouldBe(400);
        (await PutAsync($"{Path}/publishing", new { from = "2026-01", links = new[] { Link("nobody", "writer", 1_000_000) } })).Message.ShouldContain("no party 'nobody'");
        (await PutAsync($"{Path}/neighbouring", new { from = "2026-01", links = new[] { Link(party, "writer", 1_000_000) } })).Status.ShouldBe(400);
        (await AsLabelAsync(HttpMethod.Get, Path)).Expect(200).GetProperty("items").EnumerateArray().ShouldNotContain(sheet => sheet.GetProperty("item").GetProperty("side").GetString() == "publishing");
    }

    [Fact]
    public async Task A_label_sees_and_changes_its_own_tracks_alone()
    {
        var party = await application.PartyAsync();
        var body = new { from = "2026-01", links = new[] { Link(party, "label", 1_000_000) } };
        var other = $"/v1/labels/label-b/splits/{application.Tracks[0]}";
        (await application.AsLabelAsync("label-b", HttpMethod.Get, Path)).Status.ShouldBe(403);
        (await application.AsLabelAsync("label-b", HttpMethod.Put, $"{Path}/master", body)).Status.ShouldBe(403);
        (await application.AsLabelAsync("label-b", HttpMethod.Get, other)).Status.ShouldBe(404);
        (await application.AsLabelAsync("label-b", HttpMethod.Put, $"{other}/master", body)).Status.ShouldBe(404);
        (await application.AsLabelAsync("label-b", HttpMethod.Get, "/v1/labels/label-b/splits/no-track")).Status.ShouldBe(404);
        (await application.AsLabelAsync("label-b", HttpMethod.Get, "/v1/labels/label-b/splits")).Expect(200).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task What_an_artist_disputes_is_kept_until_it_agrees_and_its_label_takes_nothing_of_it()
    {
        var artist = application.New("artist");
        var (own, label) = (await application.PartyAsync(artist), await application.PartyAsync());
        (await PutAsync($"{Path}/master", new { from = "2026-01", links = new[] { Link(label, "label", 700_000), Link(own, "artist", 300_000) } })).Expect(200);

        // It sees what is its own, and nobody else's.
        var mine = $"/v1/artists/{artist}/splits/{application.Tracks[0]}/master/{own}";
        var shares = (await application.AsArtistAsync(artist, HttpMethod.Get, mine)).Expect(200);
        shares.GetProperty("shares").EnumerateArray().ShouldHaveSingleItem().GetProperty("share_ppb").GetInt64().ShouldBe(300_000_000);
        shares.ToString().ShouldNotContain(label);
        (await application.AsArtistAsync(artist, HttpMethod.Get, $"/v1/artists/{artist}/splits/{application.Tracks[0]}/master/{label}")).Status.ShouldBe(404);
        (await application.AsArtistAsync(artist, HttpMethod.Get, $"/v1/artists/{artist}/splits/{application.Tracks[0]}/publishing/{own}")).Status.ShouldBe(404);
        (await application.AsArtistAsync("another", HttpMethod.Get, mine)).Status.ShouldBe(403);
        (await application.AsArtistAsync("another", HttpMethod.Put, mine, new { is_disputed = false })).Status.ShouldBe(403);

        (await application.AsArtistAsync(artist, HttpMethod.Put, mine, new { is_disputed = true, note = "half is mine" })).Expect(200);
        (await HoldOfAsync(own)).ShouldBe(EscrowReason.Disputed);
        (await HoldOfAsync(label)).ShouldBeNull();
        var less = new { from = "2026-01", links = new[] { Link(label, "label", 800_000), Link(own, "artist", 200_000) } };
        var refused = await PutAsync($"{Path}/master", less);
        (refused.Status, refused.Message).ShouldBe((409, $"'links' would take from '{own}' some of the share that it disputes: first it must agree, or an operator decide."));
        (await AsLabelAsync(HttpMethod.Get, Path)).Expect(200).GetProperty("answers").EnumerateArray().ShouldContain(answer => answer.GetProperty("item").GetProperty("is_disputed").GetBoolean());

        // More of it may be given; it is kept all the same until the artist agrees.
        (await PutAsync($"{Path}/master", new { from = "2026-01", links = new[] { Link(label, "label", 500_000), Link(own, "artist", 500_000) } })).Expect(200);
        (await HoldOfAsync(own)).ShouldBe(EscrowReason.Disputed);
        (await application.AsArtistAsync(artist, HttpMethod.Put, mine, new { is_disputed = false })).Expect(200).GetProperty("version").GetInt32().ShouldBe(2);
        (await HoldOfAsync(own)).ShouldBeNull();
    }

    [Fact]
    public async Task An_operator_decides_what_is_disputed()
    {
        var artist = application.New("artist");
        var (own, label) = (await application.PartyAsync(artist), await application.PartyAsync());
        var path = $"/v1/labels/label-a/splits/{application.Tracks[2]}/master";
        (await PutAsync(path, new { from = "2026-01", links = new[] { Link(label, "label", 700_000), Link(own, "artist", 300_000) } })).Expect(200);
        (await application.AsArtistAsync(artist, HttpMethod.Put, $"/v1/artists/{artist}/splits/{application.Tracks[2]}/master/{own}", new { is_disputed = true })).Expect(200);
        (await application.AsOperatorAsync(HttpMethod.Put, path, new { from = "2026-01", links = new[] { Link(label, "label", 900_000), Link(own, "artist", 100_000) } })).Expect(200)
            .GetProperty("changed_by").GetString().ShouldBe("ann");
        (await application.AsOperatorAsync(HttpMethod.Put, $"/v1/artists/{artist}/splits/{application.Tracks[2]}/master/{own}", new { is_disputed = false, note = "settled" })).Expect(200);
        (await application.SnapshotAsync("2026-11")).Sheets.Single(sheet => sheet.Track == application.Tracks[2] && sheet.Side == RoyaltySide.Master).Links.ShouldAllBe(link => link.Hold == null);
    }

    private async Task<EscrowReason?> HoldOfAsync(string party) =>
        (await application.SnapshotAsync("2026-11")).Sheets.Single(sheet => sheet.Track == application.Tracks[0] && sheet.Side == RoyaltySide.Master).Links.Single(link => link.Party == party).Hold;

    private Task<Answer> AsLabelAsync(HttpMethod method, string path) => application.AsLabelAsync("label-a", method, path);

    private Task<Answer> PutAsync(string path, object body) => application.AsLabelAsync("label-a", HttpMethod.Put, path, body);

    private static object Link(string party, string role, int share) => new { party, role, share_ppm = share };
}
