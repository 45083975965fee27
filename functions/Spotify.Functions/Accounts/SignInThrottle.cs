using Spotify.Core;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Accounts;

/// <summary>Bounds attempts to sign in to one account, from wherever they come, shared by all instances. Accounts that there are not are bounded alike.</summary>
public sealed class SignInThrottle(IDocumentStore documents, TimeProvider time)
{
    /// <summary>The most attempts in a window; those that succeeded are forgotten.</summary>
    internal const int MaxAttempts = 10;

    /// <summary>The window, which rolls.</summary>
    internal static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private const int MaxRounds = 5;

    /// <summary>Counts an attempt.</summary>
    /// <param name="account">What the account is called by whoever tries.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Null where it may go on, else how long to wait.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async ValueTask<TimeSpan?> TakeAsync(string account, CancellationToken cancellationToken)
    {
        var id = IdOf(account);
        for (var round = 0; round < MaxRounds; round++)
        {
            var now = time.GetUtcNow();
            var stored = await documents.ReadAsync<SignInAttempts>(DocumentContainer.System, SignInAttempts.PartitionOf(id), id, cancellationToken);
            List<DateTimeOffset> recent = [.. (stored?.Value.At ?? []).Where(at => at > now - Window)];
            if (recent.Count >= MaxAttempts)
                return recent[0] + Window - now;
            var attempts = new SignInAttempts { At = [.. recent, now] };
            var write = stored is null ? DocumentOperation.Create(id, attempts, Window) : DocumentOperation.Replace(id, attempts, stored.ETag, Window);
            if ((await documents.WriteAsync(DocumentContainer.System, SignInAttempts.PartitionOf(id), write, cancellationToken)).IsWritten)
                return null;
        }

        // So many at once for one account are no person.
        return TimeSpan.FromSeconds(1);
    }

    /// <summary>Forgets the attempts: the owner has proved himself.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task ForgetAsync(string account, CancellationToken cancellationToken)
    {
        var id = IdOf(account);
        await documents.WriteAsync(DocumentContainer.System, SignInAttempts.PartitionOf(id), DocumentOperation.Delete(id), cancellationToken);
    }

    private static string IdOf(string account) => SpotifyId.Derive("sign-in", account);
}

/// <summary>When somebody tried to sign in to an account: container <c>system</c>, kind <see cref="Kind"/> and the last characters of the id, a hash; gone after fifteen minutes.</summary>
internal sealed record SignInAttempts
{
    public const string Kind = "sign-in-attempts";

    private const int ShardCharacters = 2;

    public string Type { get; init; } = "sign_in_attempts";

    public int V { get; init; } = 1;

    public required IReadOnlyList<DateTimeOffset> At { get; init; }

    public static string PartitionOf(string id) => $"{Kind}:{id[^ShardCharacters..]}";
}
