using Spotify.Functions.Billing;
using Spotify.Functions.Platform.Audit;
using Spotify.Functions.Platform.Auth.Changes;
using Spotify.Functions.Platform.Blobs;
using Spotify.Functions.Platform.Chaos;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Events;
using Spotify.Functions.Platform.Flags;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.Privacy;
using Spotify.Functions.Platform.Search;
using Spotify.Functions.Playback.ReleaseDay;
using Spotify.Functions.Search;
using Spotify.Functions.Subscriptions;
using Spotify.Functions.Subscriptions.Abuse;

namespace Spotify.Functions.Privacy;

/// <summary>What a place holds of persons.</summary>
public enum PersonalContent
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>What leads to a person only with the key that an erasure destroys.</summary>
    Pseudonymous = 1,

    /// <summary>What names a person.</summary>
    Personal = 2,
}

/// <summary>A place, and what becomes of the personal data in it.</summary>
/// <param name="Place">The place, as <see cref="PersonalPlace"/> writes it.</param>
/// <param name="Content">What it holds of persons.</param>
/// <param name="Holds">What is there.</param>
/// <param name="CoveredBy">The name of the <see cref="IPersonalData"/> that exports and erases it; null where there is none.</param>
/// <param name="Fate">What an erasure does with it, and why that is enough.</param>
public sealed record PersonalDataPlace(string Place, PersonalContent Content, string Holds, string? CoveredBy, string Fate);

/// <summary>
/// Every place where the application keeps anything, and what of it is personal. Whoever adds a container, a hub or a kind of document writes it down here: a test
/// compares this list with what there is, and with who is registered to export and erase.
/// </summary>
public static class PersonalDataInventory
{
    private const string Nothing = "There is nothing to erase.";
    private const string KeyDestroyed = "The key behind the pseudonym is destroyed: nobody can tell any more whose it was.";
    private const string Expires = "Not swept: the hub forgets every event after seven days. What of them is handled after the erasure is ignored.";

    /// <summary>All of it.</summary>
    public static IReadOnlyList<PersonalDataPlace> Places { get; } =
    [
        new("documents/catalog", PersonalContent.None, "Tracks, albums and artists, as labels deliver them.", null, Nothing),
        new("documents/users", PersonalContent.Personal, "Everything of one listener: account, grants, the key, history, taste, library, devices.", "users",
            "Removed in one sweep. The mark stays that this id was erased, so that late events are ignored."),
        new("documents/playlists", PersonalContent.None, "Nothing yet.", null, Nothing),
        new("documents/plays", PersonalContent.Pseudonymous, "The ledger of plays, which is paid from, and the sessions they come from, under a pseudonym.", "plays",
            $"Sessions are removed. Plays stay, since rights holders were or will be paid for them. {KeyDestroyed}"),
        new("documents/aggregates", PersonalContent.Pseudonymous, "Counts, charts, live windows and sketches; cases of artificial plays and closed periods, which name pseudonyms.", null,
            $"Stays as long as it is kept for everybody. {KeyDestroyed}"),
        new("documents/money", PersonalContent.Pseudonymous, "The revenue ledger, under the pseudonym; which events of billing have come; sums, roots and statements made of the ledger; who is paid royalties, by the name in the contract, as accounts must be kept.", null, KeyDestroyed),
        new("documents/labels", PersonalContent.None, "Deliveries, agreements and splits of labels, by the ids of parties.", null, Nothing),
        new("documents/fingerprints", PersonalContent.None, "Fingerprints of recordings.", null, Nothing),
        new("documents/system", PersonalContent.None, "The application's own state; kinds that hold something of persons are listed by themselves.", null, Nothing),
        new(PersonalPlace.Documents(DocumentContainer.System, "poison-events"), PersonalContent.Personal, "Events that could not be handled, whole, for 90 days.", "poison-events",
            "Removed."),
        new(PersonalPlace.Documents(DocumentContainer.System, "periods"), PersonalContent.None, "Which accounting periods are closed.", null, Nothing),
        new(PersonalPlace.Documents(DocumentContainer.System, "ledger-secrets"), PersonalContent.None, "Salts of the closed periods' roots.", null, Nothing),
        new(PersonalPlace.Documents(DocumentContainer.System, "telemetry-keys"), PersonalContent.None, "The days' keys for hashes of networks.", null, Nothing),
        new(PersonalPlace.Documents(DocumentContainer.System, "archive-hours"), PersonalContent.None, "How complete the archive's hours are.", null, Nothing),
        new(PersonalPlace.Documents(DocumentContainer.System, "archive-alarms"), PersonalContent.None, "Hours of the archive that miss events.", null, Nothing),
        new(PersonalPlace.Documents(DocumentContainer.System, "archive-tiers"), PersonalContent.None, "What of the archive was moved to a colder tier.", null, Nothing),
        new(PersonalPlace.Documents(DocumentContainer.System, "ingestion-turns"), PersonalContent.None, "Whose tracks wait to be processed, and are.", null, Nothing),
        new(PersonalPlace.Documents(DocumentContainer.System, "ingestion-failures"), PersonalContent.None, "Deliveries that failed, for 90 days.", null, Nothing),
        new(PersonalPlace.Documents(DocumentContainer.System, "signing-keys"), PersonalContent.None, "The keys that tokens are signed with.", null, Nothing),
        new(PersonalPlace.Documents(DocumentContainer.System, "clients"), PersonalContent.None, "Apps that may ask for tokens.", null, Nothing),
        new(PersonalPlace.Documents(DocumentContainer.System, "email"), PersonalContent.Personal, "Whose an e-mail address is, by the address's hash.", "accounts", "Removed."),
        new(PersonalPlace.Documents(DocumentContainer.System, "email-owner"), PersonalContent.Personal, "Which hash is a user's.", "accounts", "Removed."),
        new(PersonalPlace.Documents(DocumentContainer.System, ErasureRequest.Kind), PersonalContent.Personal, "Whom an erasure under way is to erase.", null,
            "Removed by the run itself when it ends."),
        new(PersonalPlace.Documents(DocumentContainer.System, ErasureRecord.Kind), PersonalContent.None, "That an erasure was done: a hash of the id, times and counts.", null,
            "Stays: it is the proof that the erasure was done, and names nobody."),
        new(PersonalPlace.Documents(DocumentContainer.System, LimitCounts.Kind), PersonalContent.Personal, "How much callers asked for in the last minutes, by a hash of user or address.", null,
            "Not swept: it goes by itself two minutes after the last request, in the case of sign-ins after a quarter of an hour."),
        new(PersonalPlace.Documents(DocumentContainer.System, "recommendation-models"), PersonalContent.None, "Models of recommendations: where they are and how good they were.", null, Nothing),
        new(PersonalPlace.Documents(DocumentContainer.System, "recommendation-serving"), PersonalContent.None, "Which model is served.", null, Nothing),
        new(PersonalPlace.Documents(DocumentContainer.System, "recommendation-explored"), PersonalContent.None, "What came of exploration slots of all listeners together.", null, Nothing),
        new(PersonalPlace.Documents(DocumentContainer.System, "recommendation-weeks"), PersonalContent.None, "Which weeks of recommendations are made.", null, Nothing),
        new(PersonalPlace.Documents(DocumentContainer.System, AuditDocument.Kind), PersonalContent.Personal, "What operators did, and to whom: ids in the routes that they called.", null,
            "Stays until Audit__KeptDays have passed, then it goes by itself: it is the proof of who looked at or changed a person's data, the erasure itself included."),
        new(PersonalPlace.Documents(DocumentContainer.System, ChaosReport.Kind), PersonalContent.None, "What experiments with faults showed.", null, Nothing),
        new(PersonalPlace.Documents(DocumentContainer.System, EmbargoDocument.Kind), PersonalContent.None, "Which releases open when, and what of them was read ahead.", null, Nothing),
        new(PersonalPlace.Documents(DocumentContainer.System, FlagDocument.Kind), PersonalContent.None, "Which features are on.", null, Nothing),
        new(PersonalPlace.Documents(DocumentContainer.System, "experiments"), PersonalContent.None, "Experiments with lists, and which operator began them. Who was shown what is with the listener.", null, Nothing),
        new(PersonalPlace.Documents(DocumentContainer.System, "experiment-results"), PersonalContent.None, "What became of experiments, in sums.", null, Nothing),
        new(PersonalPlace.Documents(DocumentContainer.System, "editorial-shelves"), PersonalContent.None, "Shelves that editors fill, and which operator did.", null, Nothing),
        new(PersonalPlace.Documents(DocumentContainer.System, SearchGenerations.Kind), PersonalContent.None, "Which search index is the live one.", null, Nothing),
        new(PersonalPlace.Documents(DocumentContainer.System, TouchedItem.Kind), PersonalContent.None, "What of the catalogue changed while the search index was made anew.", null, Nothing),
        new(PersonalPlace.Documents(DocumentContainer.System, DueItem.Kind), PersonalContent.None, "What of the catalogue begins or ends, and when the search index is to follow.", null, Nothing),
        new(PersonalPlace.Documents(DocumentContainer.System, AccountChangeDocument.Kind), PersonalContent.Personal, "Changes of accounts on their way to every instance.", null,
            "Not swept: they expire after two hours."),
        new(PersonalPlace.Documents(DocumentContainer.System, PlanReminder.Kind), PersonalContent.Personal, "When whose plan is to be looked at.", PlanReminder.Kind, "Removed."),
        new(PersonalPlace.Documents(DocumentContainer.System, PlanCursor.Kind), PersonalContent.None, "How far plans have been looked at.", null, Nothing),
        new(PersonalPlace.Documents(DocumentContainer.System, ParkedEvent.Kind), PersonalContent.Personal, "Events of billing that wait for an operator, whole.", ParkedEvent.Kind, "Removed."),
        new(PersonalPlace.Documents(DocumentContainer.System, SuspectDocument.Kind), PersonalContent.Personal, "Accounts that seem to be shared or stolen, and why, for 30 days.", SuspectDocument.Kind, "Removed."),
        new(PersonalPlace.Documents(DocumentContainer.System, TrialClaim.Kind), PersonalContent.Pseudonymous, "Which payment instruments have had a trial: a hash of each.", null,
            "Stays: it names nobody, and keeps an instrument from having another trial."),
        new(PersonalPlace.Blobs(BlobContainers.Deliveries), PersonalContent.None, "What labels deliver.", null, Nothing),
        new(PersonalPlace.Blobs(BlobContainers.Acknowledgements), PersonalContent.None, "Answers to labels.", null, Nothing),
        new(PersonalPlace.Blobs(BlobContainers.Audio), PersonalContent.None, "Renditions.", null, Nothing),
        new(PersonalPlace.Blobs(BlobContainers.Images), PersonalContent.None, "Covers.", null, Nothing),
        new(PersonalPlace.Blobs(BlobContainers.Archive), PersonalContent.Pseudonymous, "Raw events for the warehouse, closed ledgers, what royalties were calculated from and, while a week of recommendations is made, its snapshot, under the pseudonym.", null, $"Stays. {KeyDestroyed}"),
        new(PersonalPlace.Blobs(BlobContainers.Statements), PersonalContent.None, "Statements of what rights holders are paid.", null, Nothing),
        new(PersonalPlace.Hub(EventHubNames.Plays), PersonalContent.Personal, "What players report.", null, Expires),
        new(PersonalPlace.Hub(EventHubNames.Activity), PersonalContent.Personal, "Searches, shares, page views, library, follows.", null, Expires),
        new(PersonalPlace.Hub(EventHubNames.Diagnostics), PersonalContent.Personal, "Client errors, quality, advertisements shown.", null, Expires),
        new(PersonalPlace.Hub(EventHubNames.Catalog), PersonalContent.None, "Which tracks, albums and artists have changed.", null, Nothing),
        new(PersonalPlace.Hub(EventHubNames.Recommendations), PersonalContent.Personal, "Whose lists of recommendations are written.", null, Expires),
        new("durable", PersonalContent.None, "Inputs and history of orchestrations. An erasure's holds a hash; whom it means is in its request, which goes when it ends.", null, Nothing),
    ];
}
