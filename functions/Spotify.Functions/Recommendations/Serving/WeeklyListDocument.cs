using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Telemetry;

namespace Spotify.Functions.Recommendations.Serving;

/// <summary>A list of one listener for one week, whole in one document: container <c>users</c>, partition user. Nobody ever sees half of it.</summary>
internal sealed record WeeklyListDocument
{
    public const string ListType = "weekly-list";

    /// <summary>How long a list is kept: until the second Monday after its own is over everywhere.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(17);

    public string Type { get; init; } = ListType;

    public int V { get; init; } = 1;

    public required ListKind Kind { get; init; }

    public required string Week { get; init; }

    /// <summary>The model that it was made with.</summary>
    public required string Model { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>What the list is called beyond its kind.</summary>
    public string Name { get; init; } = "";

    /// <summary>The experiment whose arm it was made by; null where it was made by none.</summary>
    public string? Experiment { get; init; }

    /// <summary>The arm; null where there is no experiment.</summary>
    public string? Arm { get; init; }

    public required IReadOnlyList<StoredItem> Items { get; init; }

    /// <summary>What takes the place of tracks that may not be played any more when the list is asked for, best first.</summary>
    public IReadOnlyList<StoredItem> Reserve { get; init; } = [];

    public static string IdOf(ListKind kind, string week) => $"{ListType}:{(int)kind:d2}:{week}";

    public static WeeklyListDocument Of(MadeList list, IReadOnlyList<ListItem> reserve, string week, string model, DateTimeOffset madeAt) => new()
    {
        Kind = list.Kind,
        Week = week,
        Model = model,
        MadeAt = madeAt,
        Name = list.Name,
        Items = [.. list.Items.Select(StoredItem.Of)],
        Reserve = [.. reserve.Select(StoredItem.Of)],
    };
}

/// <summary>A track of a stored list.</summary>
internal sealed record StoredItem
{
    public required string Track { get; init; }

    public required ReasonKind Reason { get; init; }

    public string? ReasonUri { get; init; }

    public string? ReasonName { get; init; }

    public ListSlot Slot { get; init; }

    public double Propensity { get; init; } = 1;

    public double Score { get; init; }

    public double Even { get; init; } = 1;

    public static StoredItem Of(ListItem item) => new()
    {
        Track = item.Track.ToString(),
        Reason = item.Reason.Kind,
        ReasonUri = item.Reason.Uri,
        ReasonName = item.Reason.Name,
        Slot = item.Slot,
        Propensity = item.Propensity,
        Score = item.Score,
        Even = item.Even,
    };

    public ListItem? ToItem() => TrackKey.TryParse(Track, out var key) ? new ListItem(key, new ListReason(Reason, ReasonUri, ReasonName), Slot, Propensity, Score) { Even = Even } : null;
}
