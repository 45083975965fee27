using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Spotify.Core.Catalog;
using Spotify.Core.Playback;

namespace Spotify.Functions.Playback;

/// <summary>The query of <c>GET /v1/tracks/{id}/stream</c>, checked.</summary>
public sealed record StreamParameters
{
    private const int MaxContextLength = 255;
    private const string AlbumPrefix = "spotify:album:";

    private static readonly StreamParameters None = new();

    /// <summary>The rung that was asked for, or null.</summary>
    public Quality? Quality { get; private init; }

    /// <summary>The format that was asked for, or null.</summary>
    public AudioFormat? Format { get; private init; }

    /// <summary>What the device says it is connected by.</summary>
    public NetworkType Network { get; private init; }

    /// <summary>The album that is being played, or null where the context is none or of another kind.</summary>
    public string? ContextAlbum { get; private init; }

    /// <summary>The place of the track in its context, from 0, or null.</summary>
    public int? Offset { get; private init; }

    /// <summary>Reads the query.</summary>
    /// <param name="query">The query.</param>
    /// <param name="parameters">What it says.</param>
    /// <param name="fault">What is wrong with it and what would be right.</param>
    public static bool TryRead(IQueryCollection query, [NotNullWhen(true)] out StreamParameters? parameters, [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(query);
        parameters = None;
        foreach (var (name, values) in query)
        {
            (parameters, fault) = parameters.With(name, values);
            if (fault is not null)
                return false;
        }

        fault = null;
        return true;
    }

    private (StreamParameters Parameters, string? Fault) With(string name, StringValues values)
    {
        if (name is not ("quality" or "format" or "network" or "context" or "offset"))
            return (this, null);
        if (values is not [{ } value])
            return (this, $"'{name}' is given more than once; give it once.");
        return name switch
        {
            "quality" => QualityOf(value) is { } quality
                ? (this with { Quality = quality }, null)
                : (this, "'quality' must be one of low, normal, high, very_high, lossless."),
            "format" => FormatOf(value) is { } format ? (this with { Format = format }, null) : (this, "'format' must be one of ogg, aac, mp3, flac."),
            "network" => NetworkOf(value) is { } network
                ? (this with { Network = network }, null)
                : (this, "'network' must be one of wifi, ethernet, 5g, 4g, 3g, 2g."),
            "offset" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
                ? (this with { Offset = offset }, null)
                : (this, "'offset' must be a whole number from 0: the track's place in the context."),
            _ => WithContext(value),
        };
    }

    private (StreamParameters Parameters, string? Fault) WithContext(string value)
    {
        if (value.Length > MaxContextLength || !value.StartsWith("spotify:", StringComparison.Ordinal))
            return (this, "'context' must be a URI such as spotify:album:4aawyAB9vmqN3uQ7FjRGTy.");
        if (!value.StartsWith(AlbumPrefix, StringComparison.Ordinal))
            return (this, null);
        var id = value[AlbumPrefix.Length..];
        return SpotifyId.IsValid(id) ? (this with { ContextAlbum = id }, null) : (this, "'context' names an album whose id is not 22 characters of base62.");
    }

    private static Quality? QualityOf(string text) => text switch
    {
        "low" => Core.Playback.Quality.Low,
        "normal" => Core.Playback.Quality.Normal,
        "high" => Core.Playback.Quality.High,
        "very_high" => Core.Playback.Quality.VeryHigh,
        "lossless" => Core.Playback.Quality.Lossless,
        _ => null,
    };

    private static AudioFormat? FormatOf(string text) => text switch
    {
        "ogg" => AudioFormat.Ogg,
        "aac" => AudioFormat.Aac,
        "mp3" => AudioFormat.Mp3,
        "flac" => AudioFormat.Flac,
        _ => null,
    };

    private static NetworkType? NetworkOf(string text) => text switch
    {
        "wifi" => NetworkType.Wifi,
        "ethernet" => NetworkType.Ethernet,
        "5g" => NetworkType.FifthGeneration,
        "4g" => NetworkType.FourthGeneration,
        "3g" => NetworkType.ThirdGeneration,
        "2g" => NetworkType.SecondGeneration,
        _ => null,
    };
}
