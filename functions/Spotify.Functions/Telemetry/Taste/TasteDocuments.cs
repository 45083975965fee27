using Spotify.Core.Telemetry.Taste;

namespace Spotify.Functions.Telemetry.Taste;

/// <summary>
/// What is packed of a listener's history: container <c>users</c>, partition user. Under <see cref="ListensPrefix"/> the plays that began in one week, by
/// <see cref="ListenWeekCodec"/>; under <see cref="FirstsPrefix"/> when he first heard the tracks of one bucket, by <see cref="FirstListens"/>.
/// </summary>
internal sealed record HistoryDocument
{
    public const string ListensType = "listens";

    public const string FirstsType = "firsts";

    public const string ListensPrefix = ListensType + ":";

    public const string FirstsPrefix = FirstsType + ":";

    public required string Type { get; init; }

    public int V { get; init; } = 1;

    public required byte[] Data { get; init; }

    public static string IdOf(TasteWeek week) => ListensPrefix + week;

    public static string IdOf(int bucket) => FirstsPrefix + FirstListens.NameOf(bucket);
}

/// <summary>What a listener did beside playing in one week: container <c>users</c>, partition user.</summary>
internal sealed record SignalWeekDocument
{
    public const string SignalsType = "signals";

    public string Type { get; init; } = SignalsType;

    public int V { get; init; } = 1;

    /// <summary>In the order of <see cref="Signal.Compare"/>.</summary>
    public required IReadOnlyList<Signal> Signals { get; init; }

    public static string IdOf(TasteWeek week) => $"{SignalsType}:{week}";
}
