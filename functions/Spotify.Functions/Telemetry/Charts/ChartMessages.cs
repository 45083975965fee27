using Spotify.Core.Telemetry.Charts;

namespace Spotify.Functions.Telemetry.Charts;

/// <summary>What a build is to do.</summary>
/// <param name="At">When it was asked for: by this time charts are due, and final.</param>
/// <param name="Date">The one date that an operator wants anew, final or not; null for whatever is due.</param>
public sealed record ChartsInput(DateTimeOffset At, DateOnly? Date = null);

/// <summary>The plan of a build.</summary>
/// <param name="Charts">The charts, in the order in which they stand on one another.</param>
/// <param name="Ranges">The ranges of the counters, by their tokens.</param>
public sealed record ChartPlan(IReadOnlyList<ChartDate> Charts, IReadOnlyList<string> Ranges);

/// <summary>One range of the counters to be read for one chart.</summary>
/// <param name="Run">The build's name.</param>
/// <param name="Chart">The chart.</param>
/// <param name="Range">The range's token.</param>
/// <param name="Part">The range's number.</param>
public sealed record ChartRangeInput(string Run, ChartDate Chart, string Range, int Part);

/// <summary>A chart whose ranges have all been read.</summary>
/// <param name="Run">The build's name.</param>
/// <param name="Chart">The chart.</param>
/// <param name="Parts">How many ranges there were.</param>
/// <param name="AsOf">When the build was asked for.</param>
/// <param name="Overrules">Whether charts that are final are written too.</param>
public sealed record ChartPublishInput(string Run, ChartDate Chart, int Parts, DateTimeOffset AsOf, bool Overrules);
