using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Spotify.Core.Playback;
using Spotify.Core.Subscriptions;
using Xunit;

namespace Spotify.Core.Tests.Subscriptions;

public sealed class BillingEventReaderTests
{
    private const string Payment =
        """{"id":"e1","type":"payment","user":"u1","product":"premium","country":"SE","period":"2026-11","currency":"SEK","gross":1099,"vat":175,"store_fee":0,"at":"2026-11-20T10:00:00Z"}""";

    [Fact]
    public void The_event_of_the_contract_is_read_whole()
    {
        var reading = Read(Payment);
        reading.Fault.ShouldBeNull(reading.Detail);
        reading.Event.ShouldBe(new BillingEvent
        {
            Id = "e1",
            Type = BillingEventType.Payment,
            User = "u1",
            Product = Tier.Premium,
            Country = "SE",
            Period = "2026-11",
            Currency = "SEK",
            Gross = 1099,
            Vat = 175,
            At = new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero),
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"type":"payment"}""")]
    [InlineData("""{"id":5}""")]
    [InlineData("""{"id":""}""")]
    [InlineData("""{"id":"a","id":"b"}""")]
    [InlineData("""{"id":"\ud800"}""")]
    public void What_has_no_id_cannot_be_kept_under_one(string body) => Read(body).ShouldSatisfyAllConditions(reading => reading.Id.ShouldBeNull(), reading => reading.Detail.ShouldNotBeEmpty());

    [Theory]
    [InlineData("type", "\"gift\"", BillingFault.UnknownType)]
    [InlineData("type", "7", BillingFault.InvalidField)]
    [InlineData("user", "null", BillingFault.UnknownUser)]
    [InlineData("user", "{}", BillingFault.InvalidField)]
    [InlineData("product", "\"gold\"", BillingFault.UnknownProduct)]
    [InlineData("product", "null", BillingFault.UnknownProduct)]
    [InlineData("country", "\"se\"", BillingFault.UnknownCountry)]
    [InlineData("country", "null", BillingFault.UnknownCountry)]
    [InlineData("currency", "\"XXX\"", BillingFault.UnknownCurrency)]
    [InlineData("currency", "\"sek\"", BillingFault.UnknownCurrency)]
    [InlineData("period", "\"2026-13\"", BillingFault.InvalidPeriod)]
    [InlineData("period", "\"2020-01\"", BillingFault.InvalidPeriod)]
    [InlineData("gross", "-1", BillingFault.InvalidAmount)]
    [InlineData("gross", "10.99", BillingFault.InvalidAmount)]
    [InlineData("gross", "\"1099\"", BillingFault.InvalidAmount)]
    [InlineData("gross", "null", BillingFault.InvalidAmount)]
    [InlineData("gross", "99999999999999999999", BillingFault.InvalidAmount)]
    [InlineData("vat", "1100", BillingFault.InvalidAmount)]
    [InlineData("at", "\"yesterday\"", BillingFault.InvalidTime)]
    [InlineData("at", "null", BillingFault.InvalidTime)]
    [InlineData("until", "5", BillingFault.InvalidTime)]
    public void What_is_wrong_with_an_event_is_said_by_name_and_its_id_is_known(string field, string value, BillingFault fault)
    {
        var body = JsonNode.Parse(Payment)!.AsObject();
        body[field] = JsonNode.Parse(value);
        var reading = Read(body.ToJsonString());
        reading.ShouldSatisfyAllConditions(() => reading.Id.ShouldBe("e1"), () => reading.Fault.ShouldBe(fault), () => reading.Event.ShouldBeNull(), () => reading.Detail.ShouldStartWith(field));
    }

    [Fact]
    public void Revenue_from_advertisements_names_nobody() =>
        Read("""{"id":"a1","type":"ad_revenue","country":"SE","currency":"SEK","gross":5,"at":"2026-11-20T10:00:00Z"}""").ShouldSatisfyAllConditions(
            reading => reading.Fault.ShouldBeNull(), reading => reading.Event!.Period.ShouldBe("2026-11"), reading => reading.Event!.Revenue.ShouldBe(RevenueType.AdRevenue));

    [Fact]
    public void White_space_and_order_make_no_other_body_and_anything_else_does()
    {
        var one = Read("""{"id":"e1","gross":5,"note":{"a":1}}""").Hash;
        Read("""{ "note":{"a":1}, "gross" : 5,"id":"e1"}""").Hash.ShouldBe(one);
        Read("""{"id":"e1","gross":6,"note":{"a":1}}""").Hash.ShouldNotBe(one);
        Read("""{"id":"e1","gross":5,"note":{"a":2}}""").Hash.ShouldNotBe(one);
        Read("""{"id":"e1","gross":5}""").Hash.ShouldNotBe(one);
    }

    private static BillingReading Read(string body) => BillingEventReader.Read(Encoding.UTF8.GetBytes(body));
}
