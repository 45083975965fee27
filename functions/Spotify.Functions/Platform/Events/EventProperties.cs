namespace Spotify.Functions.Platform.Events;

/// <summary>What every event of a hub carries beside its body.</summary>
public static class EventProperties
{
    /// <summary>Which process sent it: text, 16 hexadecimal digits.</summary>
    public const string Writer = "writer";

    /// <summary>Its number among what that process sent to the hub, from 1, without gaps: a long.</summary>
    public const string Sequence = "sequence";

    /// <summary>The hour in which it was sent, UTC: text, <c>yyyy-MM-ddTHH</c>.</summary>
    public const string Hour = "hour";

    /// <summary>How many clients' events its body holds: an int.</summary>
    public const string Events = "events";

    /// <summary>The trace that it belongs to, under the name by which the platform itself carries it.</summary>
    public const string Trace = "Diagnostic-Id";
}
