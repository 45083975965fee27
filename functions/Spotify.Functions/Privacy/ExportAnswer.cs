using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Privacy;

namespace Spotify.Functions.Privacy;

/// <summary>
/// Streams an export as JSON lines in bounded memory: a line at a time is made, some kilobytes at a time are sent. The last line says how many there were; where a
/// store fails on the way the connection is cut, and the line is missing.
/// </summary>
internal sealed partial class ExportAnswer(string userId, IReadOnlyList<IPersonalData> stores, DateTimeOffset madeAt, ILogger logger) : IResult
{
    private const int FlushAt = 32 * 1024;
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    private readonly ArrayBufferWriter<byte> _buffer = new(FlushAt * 2);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var cancellationToken = httpContext.RequestAborted;
        try
        {
            response.ContentType = "application/x-ndjson; charset=utf-8";
            response.Headers.ContentDisposition = "attachment; filename=\"personal-data.jsonl\"";
            response.Headers.CacheControl = "no-store";
            Write(Head());
            var records = 0L;
            foreach (var store in stores)
            {
                await foreach (var record in store.ExportAsync(userId, cancellationToken))
                {
                    Write(new ExportLine("record", store.Name, record.Kind, record.Id, record.Data));
                    records++;
                    if (_buffer.WrittenCount >= FlushAt)
                        await SendAsync(response, cancellationToken);
                }
            }

            Write(new ExportEnd("end", records));
            await SendAsync(response, cancellationToken);
        }
        catch (TransientException exception) when (!response.HasStarted)
        {
            LogFailed(exception);
            response.Headers.Remove("Content-Disposition");
            await ApiErrors.DependencyUnavailable("Something that this route needs is away for now. Try again.").ExecuteAsync(httpContext);
        }
        catch (Exception exception) when (exception is not OperationCanceledException && response.HasStarted)
        {
            // Half of it is out: cutting the connection is all that tells the caller.
            LogFailed(exception);
            httpContext.Abort();
        }
    }

    private ExportHead Head() => new(
        "head",
        1,
        userId,
        madeAt,
        [.. stores.Select(store => new ExportedStore(store.Name, store.Places))],
        [
            .. PersonalDataInventory.Places
                .Where(place => place.Content != PersonalContent.None && place.CoveredBy is null)
                .Select(place => new KeptElsewhere(place.Place, place.Holds, place.Fate)),
        ]);

    private void Write<T>(T line)
    {
        using (var writer = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = ApiJson.Options.Encoder }))
            JsonSerializer.Serialize(writer, line, ApiJson.Options);
        _buffer.Write(NewLine);
    }

    private async Task SendAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        await response.BodyWriter.WriteAsync(_buffer.WrittenMemory, cancellationToken);
        _buffer.ResetWrittenCount();
    }

    [LoggerMessage(EventId = 5702, Level = LogLevel.Error, Message = "An export of personal data broke off")]
    private partial void LogFailed(Exception exception);

    private sealed record ExportHead(
        string Type, int Version, string User, DateTimeOffset MadeAt, IReadOnlyList<ExportedStore> Included, IReadOnlyList<KeptElsewhere> KeptElsewhere);

    private sealed record ExportedStore(string Store, IReadOnlyList<string> Places);

    private sealed record KeptElsewhere(string Place, string Holds, string Fate);

    private sealed record ExportLine(string Type, string Store, string Kind, string Id, JsonElement Data);

    private sealed record ExportEnd(string Type, long Records);
}
