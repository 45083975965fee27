namespace Spotify.Cli.Delivery;

/// <summary>How a delivery is getting on, as the service tells it.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="Status">Of the delivery as a whole.</param>
/// <param name="Tracks">Each track's stage; empty until the manifest is read.</param>
/// <param name="Acknowledgement">The answer, once there is one.</param>
public sealed record DeliveryStatus(string Batch, string Status, IReadOnlyList<TrackProgress>? Tracks, DeliveryOutcome? Acknowledgement);

/// <summary>How one track is getting on.</summary>
/// <param name="File">The file as delivered.</param>
/// <param name="Stage">What is being done to it.</param>
public sealed record TrackProgress(string File, string Stage);

/// <summary>The acknowledgement of a batch.</summary>
/// <param name="Status"><c>accepted</c>, <c>partly_accepted</c> or <c>rejected</c>.</param>
/// <param name="Release">What is said of the release as a whole.</param>
/// <param name="Tracks">What is said of each track.</param>
public sealed record DeliveryOutcome(string Status, ReleaseOutcome Release, IReadOnlyList<TrackOutcome> Tracks);

/// <summary>What is said of a release.</summary>
/// <param name="Reasons">What is wrong with it.</param>
public sealed record ReleaseOutcome(IReadOnlyList<OutcomeReason> Reasons);

/// <summary>What is said of a track.</summary>
/// <param name="File">The file as delivered.</param>
/// <param name="Track">Its id in the catalogue, where it has one.</param>
/// <param name="Status"><c>accepted</c> or <c>rejected</c>.</param>
/// <param name="Reasons">What is wrong with it.</param>
public sealed record TrackOutcome(string File, string? Track, string Status, IReadOnlyList<OutcomeReason> Reasons);

/// <summary>One thing that is wrong.</summary>
/// <param name="Code">Which kind.</param>
/// <param name="Detail">What exactly, and what to do.</param>
public sealed record OutcomeReason(string Code, string Detail);
