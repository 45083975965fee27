using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Spotify.Core.Playback;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Platform.Auth.Changes;

/// <summary>The changes that this instance knows, in memory, as long as tokens may be out that do not know them.</summary>
internal sealed partial class AccountChanges(AccountChangeLog log, TimeProvider time, ILogger<AccountChanges> logger, int capacity = AccountChanges.Capacity) : IAccountChanges
{
    /// <summary>How long a change is known: as long as a token lives, and the most that clocks may differ.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(65);

    /// <summary>The most accounts that are known; some 300 bytes each.</summary>
    public const int Capacity = 500_000;

    private readonly ConcurrentDictionary<string, ChangedAccount> _changed = new(StringComparer.Ordinal);

    // Asked by every request: nearly always there is nothing, and then this is all that is looked at.
    private volatile int _count;

    /// <summary>How many accounts are known.</summary>
    public int Count => _count;

    /// <inheritdoc/>
    public async Task AnnounceAsync(AccountChange change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (!DocumentRules.IsValidPartitionKey(change.UserId))
            throw new ArgumentException("A change names a user by an id that a token can carry.", nameof(change));
        if (change.Tier is not null && TierOf(change.Tier) is null)
            throw new ArgumentException($"'{change.Tier}' is no tier.", nameof(change));
        if (change.Country is not null && !IsCountry(change.Country))
            throw new ArgumentException($"'{change.Country}' is no country.", nameof(change));
        await log.WriteAsync(change, cancellationToken);
        Apply(change);
    }

    /// <inheritdoc/>
    public bool TryApply(Caller caller, [NotNullWhen(true)] out Caller? now)
    {
        ArgumentNullException.ThrowIfNull(caller);
        now = caller;
        return _count == 0 || caller.IsApp || !_changed.TryGetValue(caller.Subject, out var account) || account.TryApply(caller, out now);
    }

    /// <summary>Takes a change in, once or many times over.</summary>
    public void Apply(AccountChange change)
    {
        if (change.At < time.GetUtcNow() - Kept)
            return;
        _changed.AddOrUpdate(change.UserId, static (_, added) => new ChangedAccount().With(added), static (_, known, added) => known.With(added), change);
        _count = _changed.Count;
    }

    /// <summary>Forgets what no token can be older than, and the oldest where there are too many.</summary>
    public void Forget()
    {
        var oldest = time.GetUtcNow() - Kept;
        foreach (var (user, account) in _changed)
        {
            if (account.LastAt < oldest)
                _changed.TryRemove(new(user, account));
        }

        var surplus = _changed.Count - capacity;
        if (surplus > 0)
        {
            foreach (var one in _changed.ToArray().OrderBy(one => one.Value.LastAt).Take(surplus))
                _changed.TryRemove(one);
            LogSurplus(surplus, capacity);
        }

        _count = _changed.Count;
    }

    /// <summary>A tier as claims write it; null where there is none of this name.</summary>
    internal static Tier? TierOf(string name) =>
        name.Length > 0 && char.IsAsciiLetter(name[0]) && Enum.TryParse<Tier>(name, ignoreCase: true, out var tier) ? tier : null;

    private static bool IsCountry(string text) => text.Length == 2 && char.IsAsciiLetterUpper(text[0]) && char.IsAsciiLetterUpper(text[1]);

    [LoggerMessage(EventId = 1303, Level = LogLevel.Error, Message = "More than {Capacity} accounts changed within an hour: the {Surplus} oldest changes are forgotten before their tokens end")]
    private partial void LogSurplus(int surplus, int capacity);
}
