using Microsoft.AspNetCore.Http;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Billing;

/// <summary>What became of an event, for whoever sent it.</summary>
internal static class BillingAnswers
{
    public static IResult For(BillingResult result) => result.Outcome switch
    {
        BillingOutcome.Unreadable => ApiErrors.InvalidRequest(result.Detail),
        BillingOutcome.Refused => ApiErrors.Conflict(result.Detail),
        _ => ApiResults.Json(BillingAnswer.Of(result)),
    };
}
