using System.Globalization;
using System.Text.Json;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Options;
using Spotify.Core.Ingestion;
using Spotify.Functions.Ingestion.Media;
using Spotify.Functions.Platform.Blobs;

namespace Spotify.Functions.Ingestion.Steps;

/// <summary>Checks a cover and stores it as square JPEGs of 640, 300 and 64 pixels. A cover that cannot be used spoils nothing but itself.</summary>
public sealed class CoverProcessing
{
    private const string SourceFile = "cover";
    private const int SmallestSide = 640;
    private const int WantedSide = 1400;
    private const int LargestSide = 10_000;
    private const double LargestRatio = 1.1;
    private static readonly int[] Sizes = [640, 300, 64];

    // Image files alone, each read by its content; "image2", which opens whole numbered series by name, is not among them.
    private static readonly string[] Fence =
        ["-protocol_whitelist", "file,pipe", "-format_whitelist", "jpeg_pipe,png_pipe,webp_pipe,bmp_pipe,tiff_pipe", "-max_alloc", "536870912"];

    private readonly DeliveryStore _store;
    private readonly DeliveredFiles _files;
    private readonly BlobAccounts _blobs;
    private readonly MediaTool _tool;
    private readonly WorkFolders _folders;
    private readonly IngestionOptions _options;

    internal CoverProcessing(DeliveryStore store, DeliveredFiles files, BlobAccounts blobs, MediaTool tool, WorkFolders folders, IOptions<IngestionOptions> options) =>
        (_store, _files, _blobs, _tool, _folders, _options) = (store, files, blobs, tool, folders, options.Value);

    /// <summary>Processes the cover. Safe to repeat.</summary>
    /// <param name="input">The run.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public async Task<CoverResult> ProcessAsync(IngestInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (result, _) = await _store.FindManifestAsync(input, cancellationToken) ?? throw new InvalidOperationException($"{input.Batch} has no manifest");
        var manifest = result.Manifest!;
        var name = manifest.Release.Cover!;
        if ((manifest.Message is null ? DeliveryFileName.FindFault(name) : DeliveryFileName.FindRelativeFault(name)) is { } fault)
            return new CoverResult(null, [new Reason(ReasonCode.UnsafeName, $"cover: {fault}")]);

        using var folder = _folders.Create();
        var (sha256, refusal) = await _files.FetchAsync(input, name, _options.MaxCoverBytes, folder.File(SourceFile), cancellationToken);
        if (sha256 is null)
            return Unusable(refusal!.Detail);
        var (image, unfit) = await MeasureAsync(folder, cancellationToken);
        if (image is null || (unfit = image.FindFault()) is not null)
            return Unusable(unfit!);
        var made = await _tool.FfmpegAsync(folder.Path, Arguments(), cancellationToken);
        if (!made.IsSuccess)
            return Unusable($"the image cannot be read: {made.FirstError}");
        var prefix = $"{DeliveryPlan.Create(manifest).AlbumId}/{sha256}";
        await StoreAsync(folder, prefix, cancellationToken);
        return new CoverResult(BlobName(prefix, Sizes[0]), []) { Warnings = [.. image.FindWarnings()] };
    }

    private static CoverResult Unusable(string detail) => new(null, [new Reason(ReasonCode.CoverUnusable, detail)]);

    private static string BlobName(string prefix, int size) => string.Create(CultureInfo.InvariantCulture, $"{prefix}/{size}.jpg");

    private static string FileName(int size) => string.Create(CultureInfo.InvariantCulture, $"{size}.jpg");

    private static IEnumerable<string> Arguments() =>
    [
        "-loglevel", "level+error", .. Fence, "-i", SourceFile,
        .. Sizes.SelectMany(size => (IEnumerable<string>)
        [
            "-map", "0:v:0", "-frames:v", "1", "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact",
            "-vf", string.Create(CultureInfo.InvariantCulture, $"crop='min(iw,ih)':'min(iw,ih)',scale={size}:{size}:flags=lanczos,format=yuvj420p"),
            "-c:v", "mjpeg", "-q:v", "3", "-f", "mjpeg", FileName(size),
        ]),
    ];

    private async Task<(CoverSize? Image, string? Fault)> MeasureAsync(WorkFolder folder, CancellationToken cancellationToken)
    {
        var probe = await _tool.FfprobeAsync(
            folder.Path, ["-loglevel", "level+error", .. Fence, "-select_streams", "v:0", "-show_entries", "stream=width,height", "-of", "json", SourceFile], cancellationToken);
        if (!probe.IsSuccess)
            return (null, $"the file is no JPEG, PNG, WebP, BMP or TIFF image: {probe.FirstError}");
        using var document = JsonDocument.Parse(probe.Output);
        var streams = document.RootElement.GetProperty("streams");
        if (streams.GetArrayLength() == 0 || !streams[0].TryGetProperty("width", out var wide) || !streams[0].TryGetProperty("height", out var high))
            return (null, "the file holds no image");
        return (new CoverSize(wide.GetInt32(), high.GetInt32()), null);
    }

    private sealed record CoverSize(int Width, int Height)
    {
        private int Small => Math.Min(Width, Height);

        private int Large => Math.Max(Width, Height);

        public string? FindFault()
        {
            if (Small < SmallestSide || Large > LargestSide)
                return string.Create(CultureInfo.InvariantCulture, $"the image has {Width} x {Height} pixels; each side needs {SmallestSide} to {LargestSide}");
            return Large > Small * LargestRatio ? string.Create(CultureInfo.InvariantCulture, $"the image has {Width} x {Height} pixels; a cover is square") : null;
        }

        public IEnumerable<string> FindWarnings()
        {
            if (Small < WantedSide)
                yield return string.Create(CultureInfo.InvariantCulture, $"cover: the image has {Width} x {Height} pixels; {WantedSide} x {WantedSide} or more are wanted");
            if (Small != Large)
                yield return string.Create(CultureInfo.InvariantCulture, $"cover: the image has {Width} x {Height} pixels; its middle is shown, since a cover is square");
        }
    }

    private Task<bool> StoreAsync(WorkFolder folder, string prefix, CancellationToken cancellationToken) => BlobCalls.RunAsync(
        "Storing the cover",
        async () =>
        {
            var container = _blobs.Container(BlobContainers.Images);
            foreach (var size in Sizes)
            {
                var headers = new BlobHttpHeaders { ContentType = "image/jpeg", CacheControl = RenditionStore.CacheControl };
                await container.GetBlobClient(BlobName(prefix, size)).UploadAsync(folder.File(FileName(size)), new BlobUploadOptions { HttpHeaders = headers }, cancellationToken);
            }

            return true;
        },
        cancellationToken);
}
