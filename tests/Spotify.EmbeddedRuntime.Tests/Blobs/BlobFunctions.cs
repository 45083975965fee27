using System.Text;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Azure.Functions.Worker;
using Spotify.EmbeddedRuntime.Tests.Events;

namespace Spotify.EmbeddedRuntime.Tests.Blobs;

public sealed class DeliveryFunction(Received received)
{
    [Function("Deliver")]
    public Task Run(
        [BlobTrigger("%CONTAINER%/{label}/{batch}/release.json", Connection = "Uploads", Source = BlobTriggerSource.EventGrid)] string content,
        string label, string batch, FunctionContext context, CancellationToken cancellationToken) =>
        received.TakeAsync(Of(context, $"{label}|{batch}|{content}"), cancellationToken);

    internal static Delivery Of(FunctionContext context, string what) => new(
        context.FunctionDefinition.Name,
        (string)context.BindingContext.BindingData["BlobTrigger"],
        [what],
        context.RetryContext.RetryCount,
        context.RetryContext.MaxRetryCount);
}

public sealed class EveryTypeFunctions(Received received)
{
    [Function("AsStream")]
    public async Task Stream([BlobTrigger("%CONTAINER%/all/{name}", Connection = "Uploads")] Stream content, string name, FunctionContext context)
    {
        using var reader = new StreamReader(content);
        await received.TakeAsync(DeliveryFunction.Of(context, $"{name}:{await reader.ReadToEndAsync()}"), default);
    }

    [Function("AsBytes")]
    public Task Bytes([BlobTrigger("%CONTAINER%/all/{name}", Connection = "Uploads")] byte[] content, string name, FunctionContext context) =>
        received.TakeAsync(DeliveryFunction.Of(context, $"{name}:{Encoding.UTF8.GetString(content)}"), default);

    [Function("AsText")]
    public Task Text([BlobTrigger("%CONTAINER%/all/{name}", Connection = "Uploads")] string content, string name, FunctionContext context) =>
        received.TakeAsync(DeliveryFunction.Of(context, $"{name}:{content}"), default);

    [Function("AsClient")]
    public Task Client([BlobTrigger("%CONTAINER%/all/{name}", Connection = "Uploads")] BlobClient blob, string name, FunctionContext context) => ReadAsync(blob, name, context);

    [Function("AsBaseClient")]
    public Task BaseClient([BlobTrigger("%CONTAINER%/all/{name}", Connection = "Uploads")] BlobBaseClient blob, string name, FunctionContext context) => ReadAsync(blob, name, context);

    [Function("AsBlockClient")]
    public Task BlockClient([BlobTrigger("%CONTAINER%/all/{name}", Connection = "Uploads")] BlockBlobClient blob, string name, FunctionContext context) => ReadAsync(blob, name, context);

    private async Task ReadAsync(BlobBaseClient blob, string name, FunctionContext context) =>
        await received.TakeAsync(DeliveryFunction.Of(context, $"{name}:{(await blob.DownloadContentAsync()).Value.Content}"), default);
}

public static class WrongBlobFunctions
{
    [Function("WrongBlobType")]
    public static void Type([BlobTrigger("in/{name}", Connection = "Uploads")] int content) => _ = content;

    [Function("WrongPath")]
    public static void Path([BlobTrigger("in/{name", Connection = "Uploads")] string content) => _ = content;

    [Function("WrongConnection")]
    public static void Connection([BlobTrigger("in/{name}", Connection = "Nowhere")] string content) => _ = content;

    [Function("BadConnection")]
    public static void Bad([BlobTrigger("in/{name}", Connection = "Bad")] string content) => _ = content;

    [Function("NoSetting")]
    public static void Setting([BlobTrigger("%NOTHING%/{name}", Connection = "Uploads")] string content) => _ = content;
}
