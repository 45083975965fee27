namespace Spotify.Core.Telemetry.Taste;

/// <summary>Something that a listener did beside playing, and that tells of his taste: a search, a follow, a change of library or playlist, a block, a share.</summary>
public sealed record Signal
{
    /// <summary>The client's idempotency key.</summary>
    public required string Id { get; init; }

    /// <summary>The device, whose keys are its own; empty where the client does not say.</summary>
    public string Device { get; init; } = "";

    /// <summary>What was done, as on the wire: <c>search</c>, <c>follow</c>, <c>library</c>, <c>playlist</c>, <c>block</c>, <c>social</c> or <c>share</c>.</summary>
    public required string Type { get; init; }

    /// <summary>When, by our clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How: one of the type's actions, such as <c>add</c> and <c>remove</c>.</summary>
    public string? Action { get; init; }

    /// <summary>To what: <c>spotify:track:{id}</c> and its like.</summary>
    public string? Uri { get; init; }

    /// <summary>What was searched for.</summary>
    public string? Query { get; init; }

    /// <summary>How many results a search had.</summary>
    public int? Results { get; init; }

    /// <summary>Which of the results was chosen, from 0.</summary>
    public int? Rank { get; init; }

    /// <summary>Where it was shared to, or whom it concerns.</summary>
    public string? Target { get; init; }

    /// <summary>Its characters.</summary>
    internal int Length => Id.Length + Device.Length + Type.Length + (Action?.Length ?? 0) + (Uri?.Length ?? 0) + (Query?.Length ?? 0) + (Target?.Length ?? 0);

    /// <summary>An event as a signal; null for one of a type that says nothing of taste.</summary>
    /// <param name="batch">The batch that brought it.</param>
    /// <param name="one">The event.</param>
    public static Signal? Of(ActivityBatch batch, ActivityEvent one)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(one);
        if (one.Type is ActivityType.PageView || EventNames.StreamOf(one.Type) != EventStream.Activity)
            return null;
        return new Signal
        {
            Id = one.Id,
            Device = batch.Device.Id,
            Type = EventNames.Of(one.Type),
            At = DateTimeOffset.FromUnixTimeMilliseconds(one.AtMs + batch.ClockOffsetMs),
            Action = one.Action,
            Uri = one.Uri,
            Query = one.Query,
            Results = one.Results,
            Rank = one.Rank,
            Target = one.Target,
        };
    }

    /// <summary>The order of a week: by time, equal times by key; what is equal in both is settled by content.</summary>
    public static int Compare(Signal left, Signal right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var order = left.At.CompareTo(right.At);
        if (order == 0)
            order = string.CompareOrdinal(left.Id, right.Id);
        if (order == 0)
            order = string.CompareOrdinal(left.Device, right.Device);
        if (order == 0)
            order = string.CompareOrdinal(left.Type, right.Type);
        if (order == 0)
            order = string.CompareOrdinal(left.Action, right.Action);
        if (order == 0)
            order = string.CompareOrdinal(left.Uri, right.Uri);
        if (order == 0)
            order = string.CompareOrdinal(left.Query, right.Query);
        if (order == 0)
            order = string.CompareOrdinal(left.Target, right.Target);
        if (order == 0)
            order = Nullable.Compare(left.Results, right.Results);
        return order == 0 ? Nullable.Compare(left.Rank, right.Rank) : order;
    }
}
