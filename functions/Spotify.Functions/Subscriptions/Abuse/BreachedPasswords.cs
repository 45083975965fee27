using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Functions.Accounts;
using Spotify.Functions.Platform.Settings;

namespace Spotify.Functions.Subscriptions.Abuse;

/// <summary>
/// Looks passwords up among hashes of stolen ones, on this machine alone: neither the password nor a part of its hash leaves it. A look-up reads one small file, or some forty
/// blocks of a large one; where it cannot be read, no password is known to be stolen and the log says so.
/// </summary>
internal sealed partial class BreachedPasswords(IOptions<BreachedPasswordOptions> options, ILogger<BreachedPasswords> logger) : IPasswordBreaches, ISettingsCheck
{
    private const int PrefixLength = 5;
    private const int HashLength = 40;

    // A range has some thousand lines of at most fifty bytes; the largest known is far below.
    private const int LargestRange = 512 * 1024;

    // A line is a hash, a colon and a count.
    private const int LongestLine = 64;

    private readonly string? _path = string.IsNullOrWhiteSpace(options.Value.BreachedPasswords) ? null : options.Value.BreachedPasswords;

    /// <inheritdoc/>
    public async ValueTask<bool> IsBreachedAsync(string password, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(password);
        if (_path is null)
            return false;
#pragma warning disable CA5350 // The lists are made with SHA-1; nothing is protected by it.
        var hash = Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(password)));
#pragma warning restore CA5350
        try
        {
            return Directory.Exists(_path) ? await IsInRangeAsync(_path, hash, cancellationToken) : await IsInFileAsync(_path, hash, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogUnreadable(exception);
            return false;
        }
    }

    /// <inheritdoc/>
    public IEnumerable<string> FindFaults() => _path is null || Directory.Exists(_path) || File.Exists(_path)
        ? []
        : [$"{BreachedPasswordOptions.Section}__{nameof(BreachedPasswordOptions.BreachedPasswords)}: there is neither a folder nor a file {_path}. Set it to one, or leave it out."];

    // The name is made of five hex digits of a hash: nothing of what anybody typed.
    private static async Task<bool> IsInRangeAsync(string folder, string hash, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, hash[..PrefixLength] + ".txt");
        if (!File.Exists(path))
            path = Path.Combine(folder, hash[..PrefixLength]);
        if (!File.Exists(path))
            return false;
        using var file = File.OpenHandle(path, options: FileOptions.Asynchronous);
        var buffer = new byte[(int)Math.Min(LargestRange, RandomAccess.GetLength(file))];
        var length = await RandomAccess.ReadAsync(file, buffer, 0, cancellationToken);
        foreach (var line in buffer.AsSpan(0, length).Split((byte)'\n'))
        {
            if (IsHit(buffer.AsSpan(line), hash.AsSpan(PrefixLength)))
                return true;
        }

        return false;
    }

    private static async Task<bool> IsInFileAsync(string path, string hash, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(path, options: FileOptions.Asynchronous | FileOptions.RandomAccess);
        var block = new byte[2 * LongestLine];
        // Lines that begin in [low, high) may be the one.
        var (low, high) = (0L, RandomAccess.GetLength(file));
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            // The line that begins at the middle or is the first to begin behind it.
            var from = Math.Max(0, middle - 1);
            var length = await RandomAccess.ReadAsync(file, block, from, cancellationToken);
            var skip = middle == 0 ? 0 : block.AsSpan(0, length).IndexOf((byte)'\n') + 1;
            if ((middle > 0 && skip == 0) || from + skip >= high)
            {
                high = middle;
                continue;
            }

            var line = block.AsMemory(skip, length - skip);
            var end = line.Span.IndexOf((byte)'\n');
            var text = end < 0 ? line : line[..end];
            if (text.Length < HashLength)
                return false;
            var order = Compare(text.Span[..HashLength], hash);
            if (order == 0)
                return IsHit(text.Span, hash);
            if (order < 0)
                low = from + skip + text.Length + 1;
            else
                high = middle;
        }

        return false;
    }

    // The services that give out ranges fill them up with hashes that were seen 0 times.
    private static bool IsHit(ReadOnlySpan<byte> line, ReadOnlySpan<char> hash)
    {
        line = line.TrimEnd((byte)'\r');
        return line.Length > hash.Length + 1 && line[hash.Length] == (byte)':' && Compare(line[..hash.Length], hash) == 0 && !line[(hash.Length + 1)..].SequenceEqual("0"u8);
    }

    private static int Compare(ReadOnlySpan<byte> ascii, ReadOnlySpan<char> hash)
    {
        for (var i = 0; i < ascii.Length; i++)
        {
            var order = char.ToUpperInvariant((char)ascii[i]).CompareTo(hash[i]);
            if (order != 0)
                return order;
        }

        return 0;
    }

    [LoggerMessage(EventId = 6284, Level = LogLevel.Error, Message = "The list of stolen passwords cannot be read: none is known to be stolen until it can")]
    private partial void LogUnreadable(Exception exception);
}
