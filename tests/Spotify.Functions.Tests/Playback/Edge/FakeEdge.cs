using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Spotify.Functions.Tests.Playback.Edge;

/// <summary>An edge on this machine: it fetches from storage under the path and query that it was asked for, and counts. It can be told to fail.</summary>
internal sealed class FakeEdge : IAsyncDisposable
{
    private static readonly string[] Passed = ["Content-Range", "Accept-Ranges", "ETag"];

    private readonly WebApplication _server;
    private readonly HttpClient _storage = new();
    private int _fetches;

    private FakeEdge(WebApplication server) => _server = server;

    public Uri Address => new(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Whether it answers with 502 to everything.</summary>
    public bool IsDown { get; set; }

    /// <summary>Requests of audio that it passed on.</summary>
    public int Fetches => Volatile.Read(ref _fetches);

    /// <param name="storage">Any address in the account that it stands before.</param>
    public static async Task<FakeEdge> StartAsync(Uri storage)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        var edge = new FakeEdge(server);
        server.Run(context => edge.AnswerAsync(context, storage));
        await server.StartAsync();
        return edge;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _storage.Dispose();
    }

    private async Task AnswerAsync(HttpContext context, Uri storage)
    {
        if (IsDown)
        {
            context.Response.StatusCode = 502;
            return;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(storage, context.Request.Path + context.Request.QueryString.Value));
        if (context.Request.Headers.Range is [{ } range])
            request.Headers.TryAddWithoutValidation("Range", range);
        using var answer = await _storage.SendAsync(request);
        if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent)
            Interlocked.Increment(ref _fetches);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => Passed.Contains(header.Key)))
            context.Response.Headers[name] = values.ToArray();
        await answer.Content.CopyToAsync(context.Response.Body);
    }
}
