using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Subscriptions.Abuse;

namespace Spotify.Functions.Subscriptions.Countries;

/// <summary>
/// What a request's address says when somebody wants to play: whether licences permit it, and where the account is used from. It looks into memory alone, nothing on this path waits.
/// Licences use the country that the token names: that of the account, which payment and addresses together change when somebody has moved.
/// </summary>
public sealed class CountryGate
{
    private readonly AddressBook _book;
    private readonly SightingRecorder _recorder;
    private readonly IClientAddress? _addresses;
    private readonly HashSet<string> _refusing;
    private readonly bool _refusesEverywhere;

    internal CountryGate(AddressBook book, SightingRecorder recorder, IOptions<CountryOptions> options, IClientAddress? addresses)
    {
        (_book, _recorder, _addresses) = (book, recorder, addresses);
        _refusing = options.Value.RefuseRelaysIn.ToHashSet(StringComparer.Ordinal);
        _refusesEverywhere = _refusing.Contains(CountryOptions.Everywhere);
    }

    /// <summary>Why the caller may not play from where he is; null where he may.</summary>
    /// <param name="request">The request.</param>
    /// <param name="caller">Who wants to play.</param>
    public IResult? FindRefusal(HttpRequest request, Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (_book.IsEmpty || _addresses?.Of(request) is not { } address)
            return null;
        var isRelay = _book.IsRelay(address);
        _recorder.See(caller, isRelay ? null : _book.CountryOf(address), isRelay);
        return isRelay && (_refusesEverywhere || _refusing.Contains(caller.Country))
            ? ApiErrors.Forbidden(
                ErrorReason.MarketRestricted,
                "The rights holders of this market do not permit playing through a relay network: turn off the VPN, proxy or privacy relay and try again.")
            : null;
    }
}
