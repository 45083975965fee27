using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Spotify.Core.Ingestion;
using Spotify.Core.Ingestion.Identity;
using Spotify.Functions.Ingestion.Media;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Identity;

/// <summary>
/// Makes a fingerprint of a recording that a stranger sent. ffprobe and ffmpeg read it fenced in, as they do a delivered file; fpcalc, which cannot be fenced, reads only
/// what ffmpeg wrote.
/// </summary>
internal sealed class Excerpts(MediaTool tool, AudioProbe probe, WorkFolders folders, IOptions<IdentityOptions> options, TimeProvider time)
{
    /// <summary>The most bytes of a recording.</summary>
    public const int MaxBytes = 10 * 1024 * 1024;

    /// <summary>The longest recording.</summary>
    public static readonly TimeSpan MaxDuration = TimeSpan.FromSeconds(30);

    private const string SourceFile = "excerpt";
    private const string DecodedFile = "excerpt.wav";

    /// <summary>Reads the body of a request and fingerprints it.</summary>
    /// <param name="request">The request; its body is the recording.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    /// <returns>The fingerprint, or the refusal to answer with, which names what is wrong with the recording.</returns>
    public async Task<BodyResult<Fingerprint>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxBytes)
            return Refuse(TooManyBytes());
        using var folder = folders.Create();
        using var limit = new CancellationTokenSource(options.Value.DecodeTimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var bytes = await SaveAsync(request.Body, folder.File(SourceFile), either.Token);
            return bytes switch
            {
                0 => Refuse(new Reason(ReasonCode.EmptyFile, "the body is empty")),
                > MaxBytes => Refuse(TooManyBytes()),
                _ => await DecodeAsync(folder.Path, either.Token),
            };
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new(null, ApiErrors.DependencyUnavailable("The recording was not decoded in time. Try again, or send its fingerprint.", TimeSpan.FromSeconds(5)));
        }
        catch (BadHttpRequestException)
        {
            return Refuse(new Reason(ReasonCode.Truncated, "the body broke off or is badly framed"));
        }
    }

    private async Task<BodyResult<Fingerprint>> DecodeAsync(string folder, CancellationToken cancellationToken)
    {
        var (source, unusable) = await probe.ProbeAsync(folder, SourceFile, cancellationToken);
        if (source is null)
            return Refuse(unusable!);
        if (source.Claimed > MaxDuration + TimeSpan.FromSeconds(1) && !source.IsEstimate)
            return Refuse(TooLong());
        var result = await tool.FfmpegAsync(
            folder,
            [
                "-loglevel", "level+warning", .. AudioProbe.InputArguments(SourceFile, source, MaxDuration), "-filter_complex", $"[0:a:0]{source.Shape}[out]", "-map", "[out]",
                "-map_metadata", "-1", "-c:a", "pcm_s16le", "-f", "wav", DecodedFile,
            ],
            cancellationToken);
        if (!result.IsSuccess)
            return Refuse(new Reason(ReasonCode.NotAudio, $"decoding fails: {result.FirstError}"));
        // A second more than is taken is read; 16 bits, two channels.
        var length = TimeSpan.FromSeconds(new FileInfo(Path.Combine(folder, DecodedFile)).Length / (4.0 * source.TargetRate));
        if (length >= MaxDuration + TimeSpan.FromMilliseconds(900))
            return Refuse(TooLong());
        var text = await tool.FingerprintAsync(folder, DecodedFile, cancellationToken);
        // fpcalc writes none where there is not even enough sound for one item.
        return new(ChromaprintCodec.TryDecode(text, out var fingerprint) ? fingerprint : Fingerprint.Empty, null);
    }

    private static async Task<long> SaveAsync(Stream body, string path, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, useAsync: true);
            long bytes = 0;
            int read;
            while (bytes <= MaxBytes && (read = await body.ReadAsync(buffer, cancellationToken)) > 0)
            {
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                bytes += read;
            }

            return bytes;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static Reason TooManyBytes() => new(
        ReasonCode.TooLarge, string.Create(CultureInfo.InvariantCulture, $"the recording is over {MaxBytes / (1024 * 1024)} MB: send less of it, or send it compressed"));

    private static Reason TooLong() => new(
        ReasonCode.TooLong, string.Create(CultureInfo.InvariantCulture, $"the recording is longer than {MaxDuration.TotalSeconds} seconds: send a part of it"));

    private static BodyResult<Fingerprint> Refuse(Reason reason)
    {
        var message = $"{reason.Code.WireName()}: {reason.Detail}.";
        return new(null, reason.Code == ReasonCode.TooLarge ? ApiErrors.TooLarge(message) : ApiErrors.InvalidRequest(message));
    }
}
