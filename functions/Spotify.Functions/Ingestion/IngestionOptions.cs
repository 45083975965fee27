using System.ComponentModel.DataAnnotations;

namespace Spotify.Functions.Ingestion;

/// <summary>How deliveries are processed. Settings <c>Ingestion__*</c>.</summary>
public sealed class IngestionOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Ingestion";

    /// <summary>Largest delivered file.</summary>
    /// <value>Bytes; 1 to 2 GiB, default 2 GiB.</value>
    [Range(1L, 2L * 1024 * 1024 * 1024)]
    public long MaxFileBytes { get; set; } = 2L * 1024 * 1024 * 1024;

    /// <summary>Longest delivered audio.</summary>
    /// <value>1 second to 6 hours, default 6 hours.</value>
    [Range(typeof(TimeSpan), "00:00:01", "06:00:00")]
    public TimeSpan MaxDuration { get; set; } = TimeSpan.FromHours(6);

    /// <summary>Largest cover.</summary>
    /// <value>Bytes; default 20 MiB.</value>
    [Range(1L, 1024L * 1024 * 1024)]
    public long MaxCoverBytes { get; set; } = 20 * 1024 * 1024;

    /// <summary>Where the activities' own folders are made; what dead processes left there is removed at start.</summary>
    /// <value>A folder; default one in the system's temporary folder.</value>
    [Required]
    public string WorkFolder { get; set; } = Path.Combine(Path.GetTempPath(), "spotify-ingestion");

    /// <summary>The encoder.</summary>
    /// <value>A program's name or path; default <c>ffmpeg</c>.</value>
    [Required]
    public string Ffmpeg { get; set; } = "ffmpeg";

    /// <summary>The prober.</summary>
    /// <value>A program's name or path; default <c>ffprobe</c>.</value>
    [Required]
    public string Ffprobe { get; set; } = "ffprobe";

    /// <summary>The fingerprinter.</summary>
    /// <value>A program's name or path; default <c>fpcalc</c>.</value>
    [Required]
    public string Fpcalc { get; set; } = "fpcalc";

    /// <summary>Media programs that run at once in this process.</summary>
    /// <value>1 to 64, default one for each processor.</value>
    [Range(1, 64)]
    public int ToolsAtOnce { get; set; } = Math.Clamp(Environment.ProcessorCount, 1, 64);

    /// <summary>Longest run of one media program, beyond which its file is refused.</summary>
    /// <value>1 second to 6 hours, default 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:01", "06:00:00")]
    public TimeSpan ToolTimeLimit { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Where the XML schemas of DDEX messages are, a folder for each version such as <c>ern-43</c>. They are licensed by DDEX and no part of this application.</summary>
    /// <value>A folder; default none: messages are checked by this application's own rules alone.</value>
    public string? SchemaFolder { get; set; }

    /// <summary>The DDEX party identifier of this service, which messages must be addressed to.</summary>
    /// <value>A DPID such as <c>PADPIDA2026112001S</c>; default none: the recipient is not looked at.</value>
    public string? Dpid { get; set; }
}
