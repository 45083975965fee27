namespace Spotify.Core.Telemetry.Charts;

/// <summary>How much time a chart covers.</summary>
public enum ChartPeriod
{
    /// <summary>One UTC day.</summary>
    Daily = 0,

    /// <summary>The seven UTC days that end with the chart's date.</summary>
    Weekly = 1,
}
