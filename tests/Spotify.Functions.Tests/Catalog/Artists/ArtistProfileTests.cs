using System.Net;
using Shouldly;
using Xunit;

namespace Spotify.Functions.Tests.Catalog.Artists;

[Collection(CatalogApplicationCollection.Name)]
public sealed class ArtistProfileTests(CatalogApplication application)
{
    [Fact]
    public async Task An_artist_says_who_he_is_and_is_verified_by_that()
    {
        var id = await ArtistAsync();
        (await PutAsync(id, application.ArtistToken(id), new { biography = "Born,\nsings.", links = new[] { "https://artist.example/" } })).Status.ShouldBe(HttpStatusCode.NoContent);
        var shown = (await application.GetAsync($"/v1/artists/{id}")).Ok();
        shown["biography"].GetString().ShouldBe("Born,\nsings.");
        shown["links"][0].GetString().ShouldBe("https://artist.example/");
        shown["is_verified"].GetBoolean().ShouldBeTrue();
        application.Changes.All.ShouldContain(change => change.Kind == "artist" && change.Id == id);
    }

    [Fact]
    public async Task An_operator_writes_for_an_artist_without_verifying_him_and_a_release_leaves_the_profile_alone()
    {
        var name = "Written " + Guid.NewGuid();
        var id = TestReleases.IdOf(name);
        await application.PublishAsync(TestReleases.New(name));
        (await application.OperateAsync(HttpMethod.Put, $"/v1/artists/{id}/profile", new { biography = "As we know him" })).Status.ShouldBe(HttpStatusCode.NoContent);
        await application.PublishAsync(TestReleases.New(name));
        var shown = (await application.GetAsync($"/v1/artists/{id}")).Ok();
        (shown["biography"].GetString(), shown["is_verified"].GetBoolean()).ShouldBe(("As we know him", false));
    }

    [Fact]
    public async Task Nobody_else_writes_for_an_artist()
    {
        var (id, other) = (await ArtistAsync(), await ArtistAsync());
        var answer = await PutAsync(id, application.ArtistToken(other), new { biography = "Not me" });
        (answer.Status, answer.Reason).ShouldBe((HttpStatusCode.Forbidden, "SCOPE_MISSING"));
        (await application.GetAsync($"/v1/artists/{id}")).Ok()["biography"].GetString().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"biography":"\u0000"}""")]
    [InlineData("""{"links":["http://plain.example"]}""")]
    [InlineData("""{"links":["javascript:alert(1)"]}""")]
    [InlineData("""{"links":["https://me:secret@artist.example"]}""")]
    [InlineData("""{"links":["1","2","3","4","5","6","7","8","9","10","11"]}""")]
    [InlineData("""{"biography":null}""")]
    [InlineData("{")]
    public async Task A_bad_profile_is_refused(string body)
    {
        var id = await ArtistAsync();
        (await PutAsync(id, application.ArtistToken(id), body)).Reason.ShouldBe("INVALID_REQUEST");
    }

    [Fact]
    public async Task A_profile_has_bounds()
    {
        var id = await ArtistAsync();
        (await PutAsync(id, application.ArtistToken(id), new { biography = new string('x', 4000) })).Status.ShouldBe(HttpStatusCode.NoContent);
        (await PutAsync(id, application.ArtistToken(id), new { biography = new string('x', 4001) })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await PutAsync(id, application.ArtistToken(id), new { biography = new string('x', 70_000) })).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        var nobody = TestReleases.IdOf("nobody " + Guid.NewGuid());
        (await PutAsync(nobody, application.ArtistToken(nobody), new { biography = "x" })).Status.ShouldBe(HttpStatusCode.NotFound);
        (await PutAsync("x", application.ArtistToken("x"), new { biography = "x" })).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    private async Task<string> ArtistAsync()
    {
        var name = "Profiled " + Guid.NewGuid();
        await application.PublishAsync(TestReleases.New(name));
        return TestReleases.IdOf(name);
    }

    private Task<WebAnswer> PutAsync(string id, string token, object body) => application.AsAsync(token, HttpMethod.Put, $"/v1/artists/{id}/profile", body);
}
