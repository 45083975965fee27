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

    private Tier? _tier;
    private DateTimeOffset _tierAt;
    private string? _country;
    private DateTimeOffset _countryAt;
    private DateTimeOffset? _closedAt;
    private DateTimeOffset? _allRevokedAt;
    private IReadOnlyList<RevokedSession> _revoked = [];

    /// <summary>When it changed last.</summary>
    public DateTimeOffset LastAt { get; private init; }

    /// <summary>The account with one more change.</summary>
    public ChangedAccount With(AccountChange change)
    {
        var next = this with { LastAt = Later(LastAt, change.At) };
        // Of two changes in the same moment the larger tier and country win, on every instance alike.
        if (change.Tier is not null && AccountChanges.TierOf(change.Tier) is { } tier && (_tier is not { } known || (change.At, tier).CompareTo((_tierAt, known)) > 0))
            (next._tier, next._tierAt) = (tier, change.At);
        if (change.Country is { } country
            && (_country is null || change.At > _countryAt || (change.At == _countryAt && string.CompareOrdinal(country, _country) > 0)))
            (next._country, next._countryAt) = (country, change.At);
        if (change.IsClosed)
            next._closedAt = Later(_closedAt ?? change.At, change.At);
        if (change.RevokedSession is { } session)
            next.Revoke(session, change.At);
        return next;
    }

    /// <summary>The caller as he is now; false where his token is no longer good.</summary>
    public bool TryApply(Caller caller, [NotNullWhen(true)] out Caller? now)
    {
        now = null;
        if (IsOlder(caller, _closedAt) || IsOlder(caller, _allRevokedAt) || IsRevoked(caller.Session))
            return false;
        var tier = _tier is { } changed && IsOlder(caller, _tierAt) ? changed : caller.Tier;
        var country = _country is not null && IsOlder(caller, _countryAt) ? _country : caller.Country;
        now = tier == caller.Tier && country == caller.Country ? caller : caller with { Tier = tier, Country = country };
        return true;
    }

    private void Revoke(string session, DateTimeOffset at)
    {
        if (IsRevoked(session))
            return;
        if (_revoked.Count < MostSessions)
            _revoked = [.. _revoked, new RevokedSession(session, at)];
        else
            (_allRevokedAt, _revoked) = (_revoked.Aggregate(Later(_allRevokedAt ?? at, at), (last, one) => Later(last, one.At)), [new RevokedSession(session, at)]);
    }

    private bool IsRevoked(string? session)
    {
        if (session is null)
            return false;
        for (var i = 0; i < _revoked.Count; i++)
        {
            if (_revoked[i].Session == session)
                return true;
        }

        return false;
    }

    private static bool IsOlder(Caller caller, DateTimeOffset? change) => change is { } at && caller.IssuedAt < at + Margin;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private sealed record RevokedSession(string Session, DateTimeOffset At);
}
