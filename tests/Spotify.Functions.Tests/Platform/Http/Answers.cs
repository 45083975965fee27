using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Spotify.Functions.Tests.Platform.Http;

/// <summary>An answer as it goes over the wire.</summary>
internal sealed record Answer(int Status, string Body, IHeaderDictionary Headers)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string? Reason => Json.GetProperty("error").GetProperty("reason").GetString();

    public string Message => Json.GetProperty("error").GetProperty("message").GetString()!;

    public static async Task<Answer> Of(IResult result, IServiceProvider? services = null)
    {
        using var body = new MemoryStream();
        var http = new DefaultHttpContext { RequestServices = services ?? new ServiceCollection().AddLogging().BuildServiceProvider() };
        http.Response.Body = body;
        await result.ExecuteAsync(http);
        return new Answer(http.Response.StatusCode, System.Text.Encoding.UTF8.GetString(body.ToArray()), http.Response.Headers);
    }
}
