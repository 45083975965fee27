using System.Diagnostics.CodeAnalysis;

namespace Spotify.EmbeddedRuntime.Blobs;

/// <summary>What a storage connection string says about the queue service, for which there is no client library here.</summary>
/// <param name="Name">The account's name.</param>
/// <param name="Key">The account's key; null where a shared access signature stands in for it.</param>
/// <param name="Signature">The shared access signature without its question mark, or null.</param>
/// <param name="Queues">The address of the queue service.</param>
internal sealed record StorageAccount(string Name, byte[]? Key, string? Signature, Uri Queues)
{
    // The emulator's published name and key.
    private const string Emulator =
        "AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;QueueEndpoint=http://127.0.0.1:10001/devstoreaccount1";

    /// <summary>Reads a connection string.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out StorageAccount? account, [NotNullWhen(false)] out string? problem)
    {
        (account, problem) = (null, null);
        var parts = Parts(text);
        if (parts.TryGetValue("UseDevelopmentStorage", out var development) && bool.TryParse(development, out var emulated) && emulated)
            parts = Parts(Emulator);

        var queues = parts.GetValueOrDefault("QueueEndpoint");
        if (queues is null && parts.TryGetValue("AccountName", out var named))
            queues = $"{parts.GetValueOrDefault("DefaultEndpointsProtocol", "https")}://{named}.queue.{parts.GetValueOrDefault("EndpointSuffix", "core.windows.net")}";
        if (!Uri.TryCreate(queues?.TrimEnd('/'), UriKind.Absolute, out var address))
        {
            problem = "it has neither an AccountName nor a QueueEndpoint.";
            return false;
        }

        byte[]? key = null;
        var signature = parts.GetValueOrDefault("SharedAccessSignature")?.TrimStart('?');
        if (signature is null && !TryReadKey(parts.GetValueOrDefault("AccountKey"), out key))
        {
            problem = "it has no SharedAccessSignature, and its AccountKey is missing or no base64.";
            return false;
        }

        account = new StorageAccount(parts.GetValueOrDefault("AccountName", address.Host.Split('.')[0]), key, signature, address);
        return true;
    }

    private static bool TryReadKey(string? text, out byte[]? key)
    {
        key = new byte[text?.Length ?? 0];
        var valid = Convert.TryFromBase64String(text ?? "", key, out var count) && count > 0;
        key = valid ? key[..count] : null;
        return valid;
    }

    private static Dictionary<string, string> Parts(string text) =>
        text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0], StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.Last()[1], StringComparer.OrdinalIgnoreCase);
}
