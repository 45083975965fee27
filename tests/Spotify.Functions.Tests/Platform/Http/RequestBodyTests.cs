using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Core.Playback;
using Spotify.Functions.Platform.Http;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Http;

public class RequestBodyTests
{
    private sealed record Delivery(IReadOnlyList<DeliveredFile> Files, Quality? Quality);

    private sealed record DeliveredFile
    {
        public required string Name { get; init; }

        public required long Bytes { get; init; }
    }

    [Fact]
    public async Task A_body_is_read_with_unknown_fields_ignored()
    {
        var result = await ReadAsync("""{"files":[{"name":"01.flac","bytes":7,"colour":"red"}],"quality":"very_high"}""");

        result.IsRefused.ShouldBeFalse();
        result.Value!.Files.Single().ShouldBe(new DeliveredFile { Name = "01.flac", Bytes = 7 });
        result.Value.Quality.ShouldBe(Quality.VeryHigh);
    }

    [Theory]
    [InlineData("", "The body is empty: send JSON.")]
    [InlineData("null", "The body is null: send a JSON value.")]
    [InlineData("{", "The body is not JSON: see line 1, byte 2.")]
    [InlineData("{\"files\":[]} x", "The body is not JSON: see line 1, byte 14.")]
    [InlineData("{\"files\":[{\"name\":\"a\",\"bytes\":\"seven\"}]}", "The value at $.files[0].bytes is not of the type, or none of the names, that this field takes.")]
    [InlineData("{\"files\":null}", "The value at $.files is not of the type, or none of the names, that this field takes.")]
    [InlineData("{\"files\":[],\"quality\":\"loudest\"}", "The value at $.quality is not of the type, or none of the names, that this field takes.")]
    [InlineData("{\"files\":[],\"quality\":2}", "The value at $.quality is not of the type, or none of the names, that this field takes.")]
    [InlineData("{\"files\":[{\"name\":\"a\"}]}", "At $.files[0] required fields are missing: 'bytes'.")]
    [InlineData("{\"files\":[],\"files\":[]}", "The field 'files' comes twice: send it once.")]
    public async Task A_bad_body_is_refused_with_the_place_named(string body, string message)
    {
        var answer = await RefusalOf(body);

        answer.Status.ShouldBe(400);
        answer.Reason.ShouldBe("INVALID_REQUEST");
        answer.Message.ShouldBe(message);
    }

    [Fact]
    public async Task A_body_nested_too_deep_is_refused_without_being_walked()
    {
        var answer = await RefusalOf("{\"other\":" + new string('[', 100_000));

        answer.Reason.ShouldBe("INVALID_REQUEST");
        answer.Message.ShouldBe("The body is nested deeper than 32 levels.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_its_limit_is_too_large_whether_or_not_its_length_was_declared(bool declared)
    {
        var text = "{\"files\":[{\"name\":\"" + new string('x', 5000) + "\",\"bytes\":1}]}";

        (await ReadAsync(text, text.Length, declared)).IsRefused.ShouldBeFalse();
        var refusal = await Answer.Of((await ReadAsync(text, text.Length - 1, declared)).Error!);

        refusal.Status.ShouldBe(413);
        refusal.Reason.ShouldBe("TOO_LARGE");
        refusal.Message.ShouldContain((text.Length - 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_compressed_body_is_refused_because_its_size_cannot_be_known()
    {
        var request = Request(new MemoryStream("{}"u8.ToArray()));
        request.Headers.ContentEncoding = "gzip";

        (await Answer.Of((await RequestBody.ReadJsonAsync<Delivery>(request, 1000, default)).Error!)).Reason.ShouldBe("INVALID_REQUEST");
    }

    [Fact]
    public async Task A_body_that_does_not_arrive_in_time_is_refused()
    {
        var time = new ManualTime();
        var request = Request(new StalledStream(), time);

        var reading = RequestBody.ReadJsonAsync<Delivery>(request, 1000, default).AsTask();
        reading.IsCompleted.ShouldBeFalse();
        time.Advance(RequestBody.TimeLimit);

        var refusal = await Answer.Of((await reading).Error!);
        refusal.Status.ShouldBe(408);
        refusal.Reason.ShouldBe("INVALID_REQUEST");
    }

    [Fact]
    public async Task A_caller_who_goes_away_is_no_bad_body()
    {
        using var gone = new CancellationTokenSource();
        var reading = RequestBody.ReadJsonAsync<Delivery>(Request(new StalledStream()), 1000, gone.Token).AsTask();

        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(reading);
    }

    [Theory]
    [InlineData("", """["a","b"]""")]
    [InlineData("", """{"ids":["a","b"]}""")]
    [InlineData("?ids=a,b", "")]
    [InlineData("?ids=a,%20b,", """["c"]""")]
    public async Task Ids_are_taken_in_every_form_that_clients_send(string query, string body)
    {
        var result = await ReadIdsAsync(query, body);

        result.Value.ShouldBe(["a", "b"]);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("", "[]")]
    [InlineData("", "[1]")]
    [InlineData("", """{"uris":["a"]}""")]
    [InlineData("", "\"a\"")]
    [InlineData("", """["a","b","c","d"]""")]
    [InlineData("?ids=a,b,c,d", "")]
    [InlineData("?ids=,", "")]
    public async Task What_is_no_list_of_ids_or_too_long_a_one_is_refused(string query, string body) =>
        (await Answer.Of((await ReadIdsAsync(query, body)).Error!)).Reason.ShouldBe("INVALID_REQUEST");

    [Theory]
    [InlineData("""{"position_ms":7}""")]
    [InlineData("""{"positionMs":7}""")]
    public async Task A_field_is_read_under_all_its_names_and_written_under_the_first(string body)
    {
        var result = await RequestBody.ReadJsonAsync<Position>(Request(new MemoryStream(Encoding.UTF8.GetBytes(body))), 1000, default);

        result.Value!.PositionMs.ShouldBe(7);
        (await Answer.Of(ApiResults.Json(result.Value))).Body.ShouldBe("""{"position_ms":7}""");
    }

    private sealed record Position
    {
        [AlsoNamed("positionMs")]
        public int PositionMs { get; init; }
    }

    private static ValueTask<BodyResult<IReadOnlyList<string>>> ReadIdsAsync(string query, string body)
    {
        var request = Request(new MemoryStream(Encoding.UTF8.GetBytes(body)));
        request.QueryString = new QueryString(query);
        return RequestBody.ReadIdsAsync(request, 3, default);
    }

    private static async Task<Answer> RefusalOf(string body) => await Answer.Of((await ReadAsync(body)).Error!);

    private static ValueTask<BodyResult<Delivery>> ReadAsync(string body, long maxBytes = 1_000_000, bool declared = true)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var request = Request(new MemoryStream(bytes));
        request.ContentLength = declared ? bytes.Length : null;
        return RequestBody.ReadJsonAsync<Delivery>(request, maxBytes, default);
    }

    private static HttpRequest Request(Stream body, TimeProvider? time = null)
    {
        var services = new ServiceCollection().AddSingleton(time ?? TimeProvider.System).BuildServiceProvider();
        var http = new DefaultHttpContext { RequestServices = services };
        http.Request.Body = body;
        return http.Request;
    }

    private sealed class StalledStream : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await new TaskCompletionSource<int>().Task.WaitAsync(cancellationToken);
            return 0;
        }
    }
}
