using System.Text;

namespace Spotify.Core.Telemetry;

/// <summary>One body of the hub <c>plays</c> with all that it holds, for those who keep or watch events rather than make plays of them.</summary>
/// <param name="Listener">Who sent them.</param>
/// <param name="Head">What the request said of all of them: device, application, times; context and offline are each report's own.</param>
/// <param name="Reports">The events in the order of the request.</param>
public sealed record PlaybackReports(ListenerStamp Listener, StartFacts Head, IReadOnlyList<PlaybackReport> Reports)
{
    /// <summary>Reads a body.</summary>
    /// <returns>Its reports, or null when the bytes are none of a version that this code knows. Never throws.</returns>
    public static PlaybackReports? TryRead(ReadOnlySpan<byte> body)
    {
        var reader = new EventBatchReader(body);
        if (!reader.TryReadHead())
            return null;
        var reports = new List<PlaybackReport>(reader.Count);
        while (reader.Next(out var one))
        {
            if (!PlaybackExtras.TryRead(one.Extras, out var extras))
                return null;
            var (contextType, contextId) = reader.ContextOf(one);
            reports.Add(new PlaybackReport
            {
                Id = Encoding.UTF8.GetString(one.Id),
                Type = one.Type,
                Session = reader.Sessions[one.Session],
                Track = reader.Tracks[one.Track],
                AtMs = one.AtMs,
                PositionMs = one.PositionMs,
                FromMs = one.FromMs,
                ContextType = contextType,
                ContextId = contextId,
                Offline = one.Offline,
                Extras = extras,
            });
        }

        return reader.IsComplete ? new PlaybackReports(reader.Listener, reader.Head, reports) : null;
    }
}

/// <summary>One event of the hub <c>plays</c> as the client sent it.</summary>
public sealed record PlaybackReport
{
    /// <summary>The client's idempotency key.</summary>
    public required string Id { get; init; }

    /// <summary>What happened.</summary>
    public required PlaybackEventType Type { get; init; }

    /// <summary>The listening session, the client's own name for it.</summary>
    public required string Session { get; init; }

    /// <summary>The track.</summary>
    public required TrackKey Track { get; init; }

    /// <summary>When it happened by the client's clock, milliseconds since 1970; <see cref="StartFacts.ClockOffsetMs"/> makes it ours.</summary>
    public required long AtMs { get; init; }

    /// <summary>Place in the track in milliseconds; -1 where an error gives none.</summary>
    public required int PositionMs { get; init; }

    /// <summary>Where a seek began, in milliseconds; -1 where the client does not say.</summary>
    public required int FromMs { get; init; }

    /// <summary>The kind of context; empty where none was given.</summary>
    public required string ContextType { get; init; }

    /// <summary>The context's id; empty where none was given.</summary>
    public required string ContextId { get; init; }

    /// <summary>Whether the device was offline then.</summary>
    public required bool Offline { get; init; }

    /// <summary>How well it went.</summary>
    public PlaybackExtras Extras { get; init; }
}
