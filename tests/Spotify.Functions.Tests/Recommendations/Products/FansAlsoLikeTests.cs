using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Functions.Catalog.Artists;
using Spotify.Functions.Tests.Recommendations.Weekly;
using Xunit;

namespace Spotify.Functions.Tests.Recommendations.Products;

/// <summary>Artists whom an artist's listeners play too.</summary>
[Collection(ProductsApplicationCollection.Name)]
public sealed class FansAlsoLikeTests(ProductsApplication application)
{
    [Theory]
    [InlineData("fans-also-like")]
    [InlineData("related-artists")]
    public async Task The_artists_whom_the_same_listeners_play_come_first(string route)
    {
        for (var kind = 0; kind < TasteWorld.Kinds; kind++)
        {
            var own = TasteWorld.ArtistOf((kind * TasteWorld.ArtistsOfKind) + 2);
            var others = (await application.GetAsync($"artists/{own}/{route}")).Ok().Ids("artists");
            others.ShouldNotContain(own);
            others.ShouldBeUnique();
            others.Take(10).Count(id => Enumerable.Range(kind * TasteWorld.ArtistsOfKind, TasteWorld.ArtistsOfKind).Any(number => TasteWorld.ArtistOf(number) == id)).ShouldBeGreaterThan(7);
        }
    }

    [Theory]
    [InlineData("fans-also-like")]
    [InlineData("related-artists")]
    public async Task An_artist_that_nobody_knows_is_not_found(string route)
    {
        (await application.GetAsync("artists/0000000000000000000001/" + route)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await application.GetAsync("artists/x/" + route)).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task As_many_as_are_asked_for_are_known_and_none_of_an_artist_of_whom_nothing_was_learned()
    {
        var fans = application.Services.GetRequiredService<IFanArtists>();
        (await fans.NearAsync(TasteWorld.ArtistOf(3), 5, WeeklyHarness.CallerOf("listener-1"), default)).Count.ShouldBe(5);
        (await fans.NearAsync("nobody", 5, WeeklyHarness.CallerOf("listener-1"), default)).ShouldBeEmpty();
    }
}
