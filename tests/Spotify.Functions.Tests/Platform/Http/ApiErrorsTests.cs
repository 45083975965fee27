using System.Text.Json;
using Shouldly;
using Spotify.Functions.Platform.Http;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Http;

public class ApiErrorsTests
{
    [Fact]
    public void The_reasons_are_the_closed_list_of_the_contracts() =>
        string.Join(' ', Enum.GetValues<ErrorReason>().Select(ApiErrors.NameOf)).ShouldBe(
            "TOKEN_MISSING TOKEN_INVALID SCOPE_MISSING NOT_FOUND MARKET_RESTRICTED TIER_RESTRICTED NOT_YET_RELEASED TAKEN_DOWN INVALID_REQUEST TOO_LARGE CONFLICT "
            + "PRECONDITION_FAILED RATE_LIMITED DEPENDENCY_UNAVAILABLE INTERNAL");

    [Fact]
    public async Task A_refusal_has_the_one_error_shape_to_the_letter()
    {
        var answer = await Answer.Of(ApiErrors.Forbidden(ErrorReason.MarketRestricted, "It is not licensed for SE."));

        answer.Status.ShouldBe(403);
        answer.Body.ShouldBe("""{"error":{"status":403,"message":"It is not licensed for SE.","reason":"MARKET_RESTRICTED"}}""");
        answer.Headers.ContentType.ToString().ShouldBe("application/json; charset=utf-8");
        answer.Headers.ContentLength.ShouldBe(answer.Body.Length);
    }

    [Theory]
    [InlineData(0.2, "1")]
    [InlineData(1.0, "1")]
    [InlineData(1.1, "2")]
    [InlineData(30.0, "30")]
    public async Task Retry_after_is_whole_seconds_rounded_up(double seconds, string expected)
    {
        var answer = await Answer.Of(ApiErrors.Problem(429, ErrorReason.RateLimited, "Slow down.", TimeSpan.FromSeconds(seconds)));

        answer.Headers.RetryAfter.ToString().ShouldBe(expected);
    }

    [Fact]
    public async Task A_missing_token_is_challenged_and_a_bad_one_is_named_bad()
    {
        (await Answer.Of(ApiErrors.Unauthorized(ErrorReason.TokenMissing, "Send one."))).Headers.WWWAuthenticate.ToString().ShouldBe("Bearer");
        (await Answer.Of(ApiErrors.Unauthorized(ErrorReason.TokenInvalid, "Expired."))).Headers.WWWAuthenticate.ToString().ShouldBe("Bearer error=\"invalid_token\"");
    }

    [Fact]
    public async Task An_answer_is_snake_case_with_enums_by_name_and_nulls_written()
    {
        var answer = await Answer.Of(ApiResults.Json(new { TrackCount = 2, Quality = Core.Playback.Quality.VeryHigh, Until = (string?)null, Title = "Für Élise <3" }, 201));

        answer.Status.ShouldBe(201);
        answer.Body.ShouldBe("""{"track_count":2,"quality":"very_high","until":null,"title":"Für Élise <3"}""");
    }

    [Fact]
    public async Task An_answer_that_cannot_be_written_becomes_an_internal_error_and_not_an_empty_200()
    {
        var answer = await Answer.Of(ApiResults.Json(new { Gain = double.NaN }));

        answer.Status.ShouldBe(500);
        answer.Reason.ShouldBe("INTERNAL");
    }

    [Fact]
    public async Task Answers_of_one_thread_do_not_run_into_each_other()
    {
        await Should.NotThrowAsync(async () => await Answer.Of(ApiResults.Json(new { Gain = double.PositiveInfinity })));
        var large = new string('x', 200_000);
        foreach (var text in new[] { "a", large, "b" })
            (await Answer.Of(ApiResults.Json(new { Text = text }))).Body.ShouldBe(JsonSerializer.Serialize(new { text }));
    }
}
