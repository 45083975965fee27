using System.Text;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Spotify.EmbeddedRuntime.Blobs;

/// <summary>Puts messages on storage queues by REST.</summary>
internal sealed class QueueSender
{
    private const string ApiVersion = "2020-10-02";

    private readonly HttpPipeline _pipeline;
    private readonly StorageAccount _account;

    public QueueSender(StorageAccount account, TimeProvider time)
    {
        _account = account;
        _pipeline = HttpPipelineBuilder.Build(new QueueOptions(), [], [new SharedKeyPolicy(account, time)], new ResponseClassifier());
    }

    /// <summary>Sends a message, base64-encoded as the Functions host does; makes the queue when it is missing.</summary>
    /// <exception cref="RequestFailedException">The service refused.</exception>
    public async Task SendAsync(string queue, string text, CancellationToken cancellationToken)
    {
        var body = $"<QueueMessage><MessageText>{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}</MessageText></QueueMessage>";
        var response = await SendAsync(RequestMethod.Post, $"{queue}/messages", body, cancellationToken);
        if (response.Status == 404)
        {
            var created = await SendAsync(RequestMethod.Put, queue, null, cancellationToken);
            if (created.Status is not (201 or 204 or 409))
                throw new RequestFailedException(created);
            response = await SendAsync(RequestMethod.Post, $"{queue}/messages", body, cancellationToken);
        }

        if (response.Status != 201)
            throw new RequestFailedException(response);
    }

    private async Task<Response> SendAsync(RequestMethod method, string path, string? body, CancellationToken cancellationToken)
    {
        using var message = _pipeline.CreateMessage();
        var request = message.Request;
        request.Method = method;
        request.Uri.Reset(new Uri($"{_account.Queues}/{path}{(_account.Signature is null ? "" : "?" + _account.Signature)}"));
        request.Headers.Add("x-ms-version", ApiVersion);
        if (body is not null)
        {
            request.Headers.Add("Content-Type", "application/xml");
            request.Content = RequestContent.Create(Encoding.UTF8.GetBytes(body));
        }
        else
        {
            request.Content = RequestContent.Create(Array.Empty<byte>());
        }

        await _pipeline.SendAsync(message, cancellationToken);
        return message.Response;
    }

    private sealed class QueueOptions : ClientOptions;
}
