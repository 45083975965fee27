namespace Spotify.Core.Ingestion.Ddex;

/// <summary>
/// What is in a batch, as the file says that is uploaded last (<c>BatchComplete_*.xml</c>: the ManifestMessage of DDEX's choreography by batch folder). An empty file says
/// only that the batch is complete: every folder of it is a release then.
/// </summary>
/// <param name="Messages">The messages in the order in which they are to be read; empty where the file does not say.</param>
/// <param name="IsTest">Whether the whole batch is only to be checked and answered.</param>
public sealed record BatchManifest(IReadOnlyList<BatchMessage> Messages, bool IsTest)
{
    /// <summary>Largest file in bytes.</summary>
    public const int MaxBytes = 10 * 1024 * 1024;

    /// <summary>Most messages of a batch.</summary>
    public const int MaxMessages = 10_000;

    /// <summary>Reads a manifest. Never throws, whatever the bytes.</summary>
    /// <param name="xml">The file; it may be empty.</param>
    public static BatchManifestResult Read(ReadOnlyMemory<byte> xml)
    {
        if (xml.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0 || xml.Span.SequenceEqual("\uFEFF"u8))
            return new BatchManifestResult(new BatchManifest([], false), []);
        if (ErnReader.FindRoot(xml, out var refusal) is not { } root)
            return new BatchManifestResult(null, [refusal!]);
        var faults = new ErnFaults();
        if (root.Name != "ManifestMessage")
            faults.Add(root, "a ManifestMessage, or an empty file, says that a batch is complete");
        var batch = root.TextOf("RootDirectory");
        var entries = root.All("MessageInBatch").ToList();
        if (entries.Count > MaxMessages)
            faults.Add(root, $"a batch has at most {MaxMessages} messages");
        var messages = new List<BatchMessage>();
        var files = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in entries.Take(MaxMessages))
        {
            if ((entry.Find("URL") ?? entry.Find("URI")) is not { Text.Length: > 0 } url)
                faults.Missing(entry, "URL", "a message of a batch needs its file");
            else if (FindPath(url.Text, batch) is not { } path)
                faults.Add(url, $"{ErnFaults.Quote(url.Text)} is no file in a release folder of the batch: folder/file.xml");
            else if (!files.Add(path))
                faults.Add(url, $"{ErnFaults.Quote(path)} is listed already");
            else
                messages.Add(new BatchMessage(path[..path.IndexOf('/', StringComparison.Ordinal)], path[(path.IndexOf('/', StringComparison.Ordinal) + 1)..], entry.TextOf("MessageId")));
        }

        if (root.TextOf("NumberOfMessages") is { } number && int.TryParse(number, out var count) && count != entries.Count)
            faults.Add(root.Find("NumberOfMessages")!, $"{count} messages are announced, {entries.Count} are listed");
        if (root.Name == "ManifestMessage" && entries.Count == 0)
            faults.Missing(root, "MessageInBatch", "a batch needs a message");
        return faults.Any ? new BatchManifestResult(null, faults.Reasons) : new BatchManifestResult(new BatchManifest(messages, root.IsTrue("IsTestFlag")), []);
    }

    /// <summary>The path from the batch's own folder on: senders write it from there, from <c>./</c>, or from the root with the batch's name.</summary>
    private static string? FindPath(string url, string? batch)
    {
        var parts = url.Replace('\\', '/').Split('/').Where(part => part is not ("" or ".")).ToList();
        if (parts.Count == 3 && batch is not null && parts[0] == batch.Trim('/', '.'))
            parts.RemoveAt(0);
        var path = string.Join('/', parts);
        return parts.Count == 2 && DeliveryFileName.FindRelativeFault(path) is null ? path : null;
    }
}

/// <summary>One message of a batch.</summary>
/// <param name="Folder">The release's folder in the batch.</param>
/// <param name="File">The message's file in that folder.</param>
/// <param name="MessageId">Its id as the batch's manifest says it, or null.</param>
public sealed record BatchMessage(string Folder, string File, string? MessageId);

/// <summary>A batch's manifest, or all that is wrong with it.</summary>
/// <param name="Manifest">The manifest where nothing is wrong.</param>
/// <param name="Reasons">Everything that is wrong; empty where nothing is.</param>
public sealed record BatchManifestResult(BatchManifest? Manifest, IReadOnlyList<Reason> Reasons);
