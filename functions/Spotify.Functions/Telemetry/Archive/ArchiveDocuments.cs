using Spotify.Core.Telemetry.Archive;
using Spotify.Functions.Platform.Events;

namespace Spotify.Functions.Telemetry.Archive;

/// <summary>How an hour of the archive stands.</summary>
public enum ArchiveState
{
    /// <summary>Not over, or not sealed, or something is on its way that was sent.</summary>
    Open = 0,

    /// <summary>All is there that was sent.</summary>
    Complete = 1,

    /// <summary>Something is missing that must be there by now.</summary>
    Incomplete = 2,
}

/// <summary>The hubs that are archived.</summary>
internal static class ArchivedHubs
{
    public static IReadOnlyList<string> All { get; } = [EventHubNames.Plays, EventHubNames.Activity, EventHubNames.Diagnostics];
}

/// <summary>How an hour stood when it was looked at last: container <c>system</c>, kind <see cref="Kind"/>.</summary>
internal sealed record ArchiveHourDocument
{
    public const string Kind = "archive-hours";

    public string Type { get; init; } = "archive_hour";

    public int V { get; init; } = 1;

    public required string Hub { get; init; }

    public required string Hour { get; init; }

    public required ArchiveState State { get; init; }

    /// <summary>The manifest's version; 0 where nothing is sealed.</summary>
    public required int Version { get; init; }

    public required int Parts { get; init; }

    public required ArchiveCount Sent { get; init; }

    public required ArchiveCount Archived { get; init; }

    public required ArchiveCount Erased { get; init; }

    public required ArchiveCount Parked { get; init; }

    public required ArchiveCount Repeated { get; init; }

    public required ArchiveCount Missing { get; init; }

    /// <summary>Processes that did not say the last of the hour.</summary>
    public required int Unconfirmed { get; init; }

    public required DateTimeOffset AuditedAt { get; init; }

    /// <summary>Days first, so that a day is a range of ids.</summary>
    public static string IdOf(string hub, string hour) => $"{hour}:{hub}";
}

/// <summary>An hour that lacks what was sent: container <c>system</c>, kind <see cref="Kind"/>.</summary>
internal sealed record ArchiveAlarmDocument
{
    public const string Kind = "archive-alarms";

    public string Type { get; init; } = "archive_alarm";

    public int V { get; init; } = 1;

    public required string Hub { get; init; }

    public required string Hour { get; init; }

    public required ArchiveCount Missing { get; init; }

    public required IReadOnlyList<MissingReceipts> Writers { get; init; }

    public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>When all of it was found to be there after all.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }
}
