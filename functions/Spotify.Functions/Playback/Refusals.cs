using System.Globalization;
using Spotify.Core.Catalog;
using Spotify.Core.Playback;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Playback;

/// <summary>Why a track may not be played, in words for the client's developer and its user.</summary>
internal static class Refusals
{
    public static StreamDecision For(RightsDecision decision, Track track, Caller caller, DateTimeOffset now) => decision switch
    {
        RightsDecision.MarketRestricted => StreamDecision.Refuse(
            ErrorReason.MarketRestricted,
            caller.Country.Length == 0
                ? "The token names no country, and no licence holds without one. Get a token that carries the claim 'country'."
                : $"The rights holder has not licensed this track for {caller.Country}."),
        RightsDecision.TierRestricted => StreamDecision.Refuse(
            ErrorReason.TierRestricted, $"The plan '{WireNames.Of(caller.Tier)}' does not include this track. Another plan does."),
        RightsDecision.NotYetReleased => StreamDecision.Refuse(ErrorReason.NotYetReleased, NotYet(track, caller, now)),
        RightsDecision.TakenDown => StreamDecision.Refuse(
            ErrorReason.TakenDown, "The licence for this track has ended in the caller's country. Remove it from queues and downloads."),
        _ => throw new ArgumentOutOfRangeException(nameof(decision), decision, "not a refusal"),
    };

    // The filter is a claim: of the closed list this is the reason which says that a good token does not permit something. Plan, country and licence have nothing to do with it.
    public static StreamDecision Filtered => StreamDecision.Refuse(
        ErrorReason.ScopeMissing, "This track is explicit, and the account filters explicit content. Its owner may change that: PUT /v1/me with {\"explicit_filter\":false}.");

    public static StreamDecision NoRendition(Track track, Tier tier) =>
        !tier.IsPremium() && track.Audio.Renditions.Any(rendition => rendition.Quality != Quality.Preview)
            ? StreamDecision.Refuse(ErrorReason.TierRestricted, $"The plan '{WireNames.Of(tier)}' includes none of the qualities that this track has.")
            : StreamDecision.Refuse(ErrorReason.NotFound, "This track has no audio to play.");

    private static string NotYet(Track track, Caller caller, DateTimeOffset now) =>
        Rights.OpensAt(track.Rights, caller.Country, caller.Tier, RightsUse.Stream, now) is { } opens
            ? string.Create(CultureInfo.InvariantCulture, $"This track can be played from {opens.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}. Try again then.")
            : $"This track is not released yet, and will not be for the plan '{WireNames.Of(caller.Tier)}'.";
}
