using System.Text.Json;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry.Archive;

/// <summary>The segments that a version of an hour is made of. Written once, so that whoever makes the version, and however often, makes the same bytes.</summary>
internal sealed record SealPlanBlob
{
    public int V { get; init; } = 1;

    public required int Version { get; init; }

    /// <summary>Tells this list from another one of the same version, which somebody made who had not seen that the version was done.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset PlannedAt { get; init; }

    public required IReadOnlyList<string> Segments { get; init; }

    public static SealPlanBlob Create(int version, DateTimeOffset plannedAt, IReadOnlyList<string> segments) => new()
    {
        Version = version,
        Id = SpotifyId.Derive("archive-plan", [plannedAt.ToString("O"), .. segments]),
        PlannedAt = plannedAt,
        Segments = segments,
    };

    public static SealPlanBlob Parse(BinaryData json) => json.ToObjectFromJson<SealPlanBlob>(DocumentJson.Options) ?? throw new JsonException("The plan is empty.");

    public BinaryData ToBlob() => BinaryData.FromObjectAsJson(this, DocumentJson.Options);
}
