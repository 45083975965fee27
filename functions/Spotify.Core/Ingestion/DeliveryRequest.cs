using System.Globalization;

namespace Spotify.Core.Ingestion;

/// <summary>A file that a label says it will upload.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its SHA-256 in hex; null where the label does not say (the manifest names those of the audio).</param>
public sealed record DeliveryFile(string Name, long Bytes, string? Sha256 = null);

/// <summary>What a label may ask an upload for.</summary>
public static class DeliveryRequest
{
    /// <summary>Most files in a batch.</summary>
    public const int MaxFiles = 1000;

    /// <summary>What is wrong with a list of files, all of it.</summary>
    /// <param name="files">The files.</param>
    /// <param name="maxFileBytes">Largest file.</param>
    /// <returns>One sentence for each fault; empty where the list may be taken.</returns>
    public static IReadOnlyList<string> FindFaults(IReadOnlyList<DeliveryFile> files, long maxFileBytes)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (files.Count is 0 or > MaxFiles)
            return [string.Create(CultureInfo.InvariantCulture, $"files: 1 to {MaxFiles} are taken, {files.Count} are listed")];
        var faults = new List<string>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var isBatch = files.Any(file => BatchPath.IsComplete(file.Name));
        foreach (var (i, file) in files.Index())
        {
            if ((isBatch ? DeliveryFileName.FindRelativeFault(file.Name) : DeliveryFileName.FindFault(file.Name)) is { } fault)
                faults.Add($"files[{i}].name: UNSAFE_NAME: {fault}");
            else if (!names.Add(file.Name))
                faults.Add($"files[{i}].name: '{file.Name}' is listed twice (names differ in more than case)");
            if (file.Bytes < 0 || file.Bytes > maxFileBytes)
                faults.Add($"files[{i}].bytes: TOO_LARGE: a file has at most {maxFileBytes} bytes");
            if (file.Sha256 is { } sha && (sha.Length != 64 || !sha.All(char.IsAsciiHexDigit)))
                faults.Add($"files[{i}].sha256: a SHA-256 has 64 hexadecimal digits");
        }

        switch (files.Count(file => file.Name == DeliveryFileName.Manifest || BatchPath.IsComplete(file.Name)))
        {
            case 0:
                faults.Add($"files: {DeliveryFileName.Manifest}, or {BatchPath.Prefix}*{BatchPath.Suffix} for a batch of DDEX messages, must be among them; upload it last");
                break;
            case > 1:
                faults.Add($"files: one of {DeliveryFileName.Manifest} and {BatchPath.Prefix}*{BatchPath.Suffix} completes a batch, and there are several");
                break;
        }

        return faults;
    }
}
