using System.Net;
using Shouldly;
using Spotify.Functions.Tests.Recommendations.Weekly;
using Xunit;

namespace Spotify.Functions.Tests.Recommendations.Products;

/// <summary>Artists whom an artist's listeners play too.</summary>
[Collection(ProductsApplicationCollection.Name)]
public sealed class FansAlsoLikeTests(ProductsApplication application)
{
    [Fact]
    public async Task The_artists_whom_the_same_listeners_play_come_first()
    {
        for (var kind = 0; kind < TasteWorld.Kinds; kind++)
        {
            var own = TasteWorld.ArtistOf((kind * TasteWorld.ArtistsOfKind) + 2);
            var others = (await application.GetAsync($"artists/{own}/fans-also-like")).Ok().Ids("artists");
            others.ShouldNotContain(own);
            others.ShouldBeUnique();
            others.Take(10).Count(id => Enumerable.Range(kind * TasteWorld.ArtistsOfKind, TasteWorld.ArtistsOfKind).Any(number => TasteWorld.ArtistOf(number) == id)).ShouldBeGreaterThan(7);
        }
    }

    [Fact]
    public async Task An_artist_that_nobody_knows_is_not_found()
    {
        (await application.GetAsync("artists/0000000000000000000001/fans-also-like")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await application.GetAsync("artists/x/fans-also-like")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }
}
