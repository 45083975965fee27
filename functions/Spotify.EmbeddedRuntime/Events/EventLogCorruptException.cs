namespace Spotify.EmbeddedRuntime.Events;

/// <summary>A record of the event log that was once on the disk does not read back: the file was damaged or edited.</summary>
/// <param name="file">The damaged segment file.</param>
/// <param name="offset">Where in it the bad record begins, in bytes.</param>
/// <param name="detail">What is wrong with it.</param>
internal sealed class EventLogCorruptException(string file, long offset, string detail)
    : IOException($"The event log is damaged in '{file}' at byte {offset}: {detail}. Restore that file from a copy, or move its partition's folder away to begin an empty one.");
