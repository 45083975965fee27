using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Spotify.EmbeddedRuntime.Events;

/// <summary>The section <c>extensions:eventHubs</c> of host.json. <c>prefetchCount</c> is read by nobody: a log on the local disk needs no prefetching.</summary>
internal sealed record EventHubSettings
{
    private const string Section = "AzureFunctionsJobHost:extensions:eventHubs";

    /// <summary>The most events in one batch; default 100.</summary>
    public int MaxBatchSize { get; private init; } = 100;

    /// <summary>The fewest events that are worth a batch while <see cref="MaxWaitTime"/> has not passed; default 1.</summary>
    public int MinBatchSize { get; private init; } = 1;

    /// <summary>The longest wait for <see cref="MinBatchSize"/>; default one minute, at most ten.</summary>
    public TimeSpan MaxWaitTime { get; private init; } = TimeSpan.FromMinutes(1);

    /// <summary>After how many batches a checkpoint is written; default 1.</summary>
    public int BatchesPerCheckpoint { get; private init; } = 1;

    /// <summary>Reads the section.</summary>
    /// <param name="configuration">Where host.json is.</param>
    /// <param name="problems">Is given one sentence for each value that cannot be.</param>
    public static EventHubSettings Read(IConfiguration configuration, ICollection<string> problems)
    {
        var section = configuration.GetSection(Section);
        var settings = new EventHubSettings
        {
            MaxBatchSize = Number(section, "maxEventBatchSize", 100, 1, 100_000, problems),
            MinBatchSize = Number(section, "minEventBatchSize", 1, 1, 100_000, problems),
            MaxWaitTime = Time(section, "maxWaitTime", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), problems),
            BatchesPerCheckpoint = Number(section, "batchCheckpointFrequency", 1, 1, 100_000, problems),
        };
        if (settings.MinBatchSize > settings.MaxBatchSize)
            problems.Add($"{Section}:minEventBatchSize ({settings.MinBatchSize}) is above maxEventBatchSize ({settings.MaxBatchSize}).");
        return settings;
    }

    private static int Number(IConfigurationSection section, string name, int usual, int least, int most, ICollection<string> problems)
    {
        if (section[name] is not { Length: > 0 } text)
            return usual;
        if (int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;
        problems.Add($"{Section}:{name} in host.json is '{text}': it must be a number from {least} to {most}.");
        return usual;
    }

    private static TimeSpan Time(IConfigurationSection section, string name, TimeSpan usual, TimeSpan most, ICollection<string> problems)
    {
        if (section[name] is not { Length: > 0 } text)
            return usual;
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= TimeSpan.Zero && value <= most)
            return value;
        problems.Add($"{Section}:{name} in host.json is '{text}': it must be a time (hh:mm:ss) up to {most}.");
        return usual;
    }
}
