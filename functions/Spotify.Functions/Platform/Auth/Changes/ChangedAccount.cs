using System.Diagnostics.CodeAnalysis;
using Spotify.Core.Playback;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Platform.Auth.Changes;

/// <summary>What became of one account while tokens are out that say otherwise. The order in which changes are added does not matter, nor how often.</summary>
internal sealed record ChangedAccount
{
    /// <summary>Revoked grants that are told apart; beyond them all tokens that were issued before the last one are revoked, and their clients refresh.</summary>
    public const int MostSessions = 32;

    /// <summary>
    /// A token carries whole seconds, and was issued by a clock of another machine from what was read a moment before: one that is a little younger than a change may not know it.
    /// Where it does, it says the same.
    /// </summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    // Times as ticks and plain arrays: there may be half a million of these.
    private Tier? _tier;
    private long _tierAt;
    private string? _country;
    private long _countryAt;
    private bool _filter;
    private long _filterAt;
    private long _closedAt;
    private long _revokedAt;
    private bool _areAllRevoked;
    private string[] _revoked = [];

    /// <summary>When it changed last.</summary>
    public DateTimeOffset LastAt { get; private init; }

    /// <summary>The account with one more change.</summary>
    public ChangedAccount With(AccountChange change)
    {
        var next = this with { LastAt = change.At > LastAt ? change.At : LastAt };
        var at = change.At.UtcTicks;
        // Of two changes in the same moment the larger tier and country and the filter win, on every instance alike.
        if (change.Tier is not null && AccountChanges.TierOf(change.Tier) is { } tier && (_tier is not { } known || (at, tier).CompareTo((_tierAt, known)) > 0))
            (next._tier, next._tierAt) = (tier, at);
        if (change.Country is { } country && (_country is null || at > _countryAt || (at == _countryAt && string.CompareOrdinal(country, _country) > 0)))
            (next._country, next._countryAt) = (country, at);
        if (change.ExplicitFilter is { } filter && (at > _filterAt || (at == _filterAt && filter)))
            (next._filter, next._filterAt) = (filter, at);
        if (change.IsClosed)
            next._closedAt = Math.Max(_closedAt, at);
        if (change.RevokedSession is { } session)
            next.Revoke(session, at);
        return next;
    }

    /// <summary>The caller as he is now; false where his token is no longer good.</summary>
    public bool TryApply(Caller caller, [NotNullWhen(true)] out Caller? now)
    {
        now = null;
        if (IsOlder(caller, _closedAt) || (_areAllRevoked && IsOlder(caller, _revokedAt)) || (caller.Session is { } session && _revoked.AsSpan().Contains(session)))
            return false;
        var tier = _tier is { } changed && IsOlder(caller, _tierAt) ? changed : caller.Tier;
        var country = _country is not null && IsOlder(caller, _countryAt) ? _country : caller.Country;
        var filter = IsOlder(caller, _filterAt) ? _filter : caller.FiltersExplicit;
        now = tier == caller.Tier && country == caller.Country && filter == caller.FiltersExplicit
            ? caller
            : caller with { Tier = tier, Country = country, FiltersExplicit = filter };
        return true;
    }

    private void Revoke(string session, long at)
    {
        if (_revoked.AsSpan().Contains(session))
            return;
        _revokedAt = Math.Max(_revokedAt, at);
        _areAllRevoked |= _revoked.Length == MostSessions;
        _revoked = _revoked.Length == MostSessions ? [session] : [.. _revoked, session];
    }

    // 0 is long before any token.
    private static bool IsOlder(Caller caller, long change) => caller.IssuedAt.UtcTicks < change + Margin.Ticks && change > 0;
}
