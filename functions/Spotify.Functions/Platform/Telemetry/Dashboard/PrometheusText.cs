using System.Globalization;
using System.Text;

namespace Spotify.Functions.Platform.Telemetry.Dashboard;

/// <summary>Metrics in the text format of Prometheus, version 0.0.4.</summary>
public static class PrometheusText
{
    /// <summary>The format's media type.</summary>
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Writes families.</summary>
    public static string Write(IEnumerable<MetricFamily> families)
    {
        ArgumentNullException.ThrowIfNull(families);
        var text = new StringBuilder();
        foreach (var family in families)
        {
            if (family.Description.Length > 0)
                text.Append("# HELP ").Append(family.Name).Append(' ').Append(Escaped(family.Description, quotes: false)).Append('\n');
            text.Append("# TYPE ").Append(family.Name).Append(' ').Append(family.Kind switch { MetricKind.Counter => "counter", MetricKind.Gauge => "gauge", _ => "histogram" }).Append('\n');
            foreach (var series in family.Series)
                Write(text, family.Name, series);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, string name, MetricSeries series)
    {
        if (series.Buckets is null)
        {
            Line(text, name, series.Tags, null, Number(series.Value));
            return;
        }

        foreach (var bucket in series.Buckets)
            Line(text, name + "_bucket", series.Tags, bucket.Bound is { } bound ? Number(bound) : "+Inf", bucket.Count.ToString(CultureInfo.InvariantCulture));
        Line(text, name + "_sum", series.Tags, null, Number(series.Value));
        Line(text, name + "_count", series.Tags, null, series.Count.ToString(CultureInfo.InvariantCulture));
    }

    private static void Line(StringBuilder text, string name, IReadOnlyDictionary<string, string> tags, string? bound, string value)
    {
        text.Append(name);
        var labels = tags.Select(tag => (tag.Key, tag.Value)).Concat(bound is null ? [] : [("le", bound)]).Select(label => $"{label.Item1}=\"{Escaped(label.Item2, quotes: true)}\"").ToList();
        if (labels.Count > 0)
            text.Append('{').AppendJoin(',', labels).Append('}');
        text.Append(' ').Append(value).Append('\n');
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Escaped(string text, bool quotes)
    {
        var escaped = text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }
}
