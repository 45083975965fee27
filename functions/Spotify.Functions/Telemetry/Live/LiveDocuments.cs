using System.Globalization;
using Spotify.Core.Telemetry.Live;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry.Live;

/// <summary>
/// What one process has counted in a window, or a part of it: container <c>aggregates</c>, scope <c>live:{scope}:{hour}</c>, id
/// <c>{minute}:{writer}:{segment}</c>. Nobody else writes to it; all segments of a window together are what is known of it.
/// </summary>
internal sealed record LiveSegmentDocument
{
    public string Type { get; init; } = "live_segment";

    public int V { get; init; } = 1;

    /// <summary>By <see cref="SketchSetCodec"/>.</summary>
    public required byte[] Data { get; init; }

    public static PartitionKeyValue ScopeOf(LiveWindow window) => $"live:{window.Scope}:{window.Hour}";

    public static string IdOf(LiveWindow window, string writer, int segment) =>
        string.Create(CultureInfo.InvariantCulture, $"{window.Minute}:{writer}:{segment:0000}");

    public static TimeSpan TimeToLiveOf(string scope) => scope == LiveWindow.Now ? LiveWindow.NowKept : LiveWindow.Kept;
}

/// <summary>How far a process has come in the hub: scope <see cref="Scope"/>, id the writer.</summary>
internal sealed record LiveWriterDocument
{
    public const string Scope = "live:writers";

    public static readonly TimeSpan TimeToLive = TimeSpan.FromHours(2);

    public string Type { get; init; } = "live_writer";

    public int V { get; init; } = 1;

    /// <summary>When it last finished a batch.</summary>
    public required DateTimeOffset HandledAt { get; init; }

    /// <summary>When the newest request of that batch arrived at the intake.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }
}

/// <summary>Who listened to an artist on a day: scope <c>artist:{id}</c>, id <c>listeners:{yyyy-MM-dd}</c>.</summary>
internal sealed record ArtistDayDocument
{
    public static readonly TimeSpan TimeToLive = TimeSpan.FromDays(60);

    public string Type { get; init; } = "artist_day_listeners";

    public int V { get; init; } = 1;

    /// <summary>By <see cref="DistinctCountCodec"/>.</summary>
    public required byte[] Data { get; init; }

    public static PartitionKeyValue ScopeOf(string artist) => "artist:" + artist;

    public static string IdOf(DateOnly day) => "listeners:" + day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>The figures of an hour, to compare later ones with: scope <c>history:{kind}</c>, id the hour.</summary>
internal sealed record HistoryDocument
{
    public static readonly TimeSpan TimeToLive = TimeSpan.FromDays(15);

    public string Type { get; init; } = "live_history";

    public int V { get; init; } = 1;

    public long CutOff { get; init; }

    public required IReadOnlyDictionary<string, LiveFigure> Figures { get; init; }

    public static PartitionKeyValue ScopeOf(string kind) => "history:" + kind;

    public HourFigures ToFigures() => new(Figures, CutOff);
}

/// <summary>Something that departed from its history: scope <see cref="Scope"/>, id <c>{hour}:{kind}:{name}</c>.</summary>
internal sealed record AnomalyDocument
{
    public const string Scope = "anomalies";

    public static readonly TimeSpan TimeToLive = TimeSpan.FromDays(7);

    public string Type { get; init; } = "anomaly";

    public int V { get; init; } = 1;

    public required DateTimeOffset Hour { get; init; }

    public required AnomalyKind Kind { get; init; }

    public required string Name { get; init; }

    public required double Value { get; init; }

    public required double Expected { get; init; }

    public required double Score { get; init; }

    public required DateTimeOffset FoundAt { get; init; }

    // The client's own text cannot be an id.
    public string ToId() => string.Create(CultureInfo.InvariantCulture, $"{LiveWindow.HourOf(Hour.ToUnixTimeMilliseconds())}:{(int)Kind}:{LiveName.Of(Name):x32}:{StableName():x16}");

    private ulong StableName() => Core.Telemetry.StableHash.Of(System.Text.Encoding.UTF8.GetBytes(Name));
}
