using System.Text.Json;
using Shouldly;
using Spotify.Core.Catalog;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;
using Xunit;

namespace Spotify.Functions.Tests.Catalog;

public sealed class MarketListTests
{
    [Fact]
    public void Markets_are_written_as_any_list_is()
    {
        foreach (var markets in (IReadOnlyList<string>[])[[], ["SE"], ["NO", "SE"], Markets.All])
        {
            var plain = JsonSerializer.Serialize(Holding(markets), ApiJson.Options);
            JsonSerializer.Serialize(Holding(new MarketList(markets)), ApiJson.Options).ShouldBe(plain);
            JsonDocument.Parse(plain).RootElement.GetProperty("available_markets").EnumerateArray().Select(market => market.GetString()).ShouldBe(markets);
        }
    }

    [Fact]
    public void The_description_of_the_API_has_them_as_a_list_of_texts()
    {
        var writer = new SchemaWriter(new XmlDocs([typeof(SimpleTrackView).Assembly]));
        writer.Of(typeof(SimpleTrackView));
        writer.Complete();
        var markets = writer.Schemas[nameof(SimpleTrackView)]!["properties"]!["available_markets"]!;
        (markets["type"]!.GetValue<string>(), markets["items"]!["type"]!.GetValue<string>()).ShouldBe(("array", "string"));
    }

    private static SimpleTrackView Holding(IReadOnlyList<string> markets) => new()
    {
        Artists = [],
        AvailableMarkets = markets,
        DiscNumber = 1,
        DurationMs = 1,
        Explicit = false,
        ExternalIds = new ExternalIdsView { Ean = "1", Upc = "1" },
        ExternalUrls = new ExternalUrlsView("https://open.test/track/x"),
        Href = "https://api.test/v1/tracks/x",
        Id = "x",
        Name = "A track",
        Popularity = 0,
        TrackNumber = 1,
        Uri = "spotify:track:x",
    };
}
