using System.Text;
using System.Text.Json;
using Spotify.Core.Subscriptions;

namespace Spotify.Functions.Billing;

/// <summary>What the sender of an event is told.</summary>
/// <param name="Id">The event.</param>
/// <param name="Outcome"><c>applied duplicate parked refused</c>.</param>
/// <param name="Reason">Why it is parked; null where it is not.</param>
/// <param name="Detail">What is wrong with it, in a sentence; null where nothing is.</param>
public sealed record BillingAnswer(string Id, BillingOutcome Outcome, BillingFault? Reason, string? Detail)
{
    internal static BillingAnswer Of(BillingResult result) => new(result.Event!, result.Outcome, result.Reason, result.Detail.Length == 0 ? null : result.Detail);
}

/// <summary>An event that waits for an operator.</summary>
/// <param name="Id">What it is parked under.</param>
/// <param name="Event">The sender's id.</param>
/// <param name="Reason">Why.</param>
/// <param name="Detail">What is wrong with it, in a sentence.</param>
/// <param name="ParkedAt">When it came last.</param>
/// <param name="Body">The event as it came; text where it is no JSON.</param>
internal sealed record ParkedView(string Id, string Event, BillingFault Reason, string Detail, DateTimeOffset ParkedAt, JsonElement Body)
{
    public static ParkedView Of(string id, ParkedEvent parked) => new(id, parked.Event, parked.Reason, parked.Detail, parked.ParkedAt, BodyOf(parked.Body));

    private static JsonElement BodyOf(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(Encoding.UTF8.GetString(body));
        }
    }
}

/// <summary>A page of them.</summary>
/// <param name="Items">The events, by id.</param>
/// <param name="Next">What to give as <c>after</c> for the next page; null on the last.</param>
internal sealed record ParkedPage(IReadOnlyList<ParkedView> Items, string? Next);

/// <summary>What a period comes to.</summary>
/// <param name="Period">The period.</param>
/// <param name="Totals">By country, product and currency, in minor units.</param>
internal sealed record RevenueView(string Period, IReadOnlyList<RevenueTotal> Totals);
