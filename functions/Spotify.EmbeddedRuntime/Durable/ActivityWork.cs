namespace Spotify.EmbeddedRuntime.Durable;

/// <summary>An activity to run.</summary>
/// <param name="Seq">The row of the instance that called it.</param>
/// <param name="Run">The run that called it.</param>
/// <param name="TaskId">Which call it was.</param>
/// <param name="InstanceId">The instance that called it.</param>
/// <param name="Name">The activity's name.</param>
/// <param name="Input">Its serialised input.</param>
/// <param name="TraceParent">The trace that it belongs to.</param>
/// <param name="Instance">Who waits for the answer; null for one whose caller has ended.</param>
internal sealed record ActivityWork(
    long Seq, int Run, int TaskId, string InstanceId, string Name, string? Input, string? TraceParent, Instance? Instance);
