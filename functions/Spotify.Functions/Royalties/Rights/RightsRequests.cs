using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Agreements;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Parties;
using Spotify.Core.Royalties.Settlement;
using Spotify.Core.Royalties.Splits;
using Spotify.Functions.Royalties.Inputs;

namespace Spotify.Functions.Royalties.Rights;

/// <summary>Where something applies, as callers say it.</summary>
internal sealed record TerritoryRequest
{
    public IReadOnlyList<string> Countries { get; init; } = ["*"];

    public IReadOnlyList<string> Except { get; init; } = [];

    public Territory ToTerritory() => new(Countries, Except);
}

/// <summary>The terms of an agreement.</summary>
internal sealed record AgreementRequest
{
    public RoyaltySide Side { get; init; }

    public required string Payee { get; init; }

    public TerritoryRequest Territory { get; init; } = new();

    public IReadOnlyList<string> Products { get; init; } = [];

    public required string From { get; init; }

    public string? Until { get; init; }

    public RoyaltyModel Model { get; init; }

    public required int ShareBp { get; init; }

    public IReadOnlyList<MinimumGuarantee> Minimums { get; init; } = [];

    public Agreement ToAgreement(string licensor, string id) => new()
    {
        Id = id,
        Side = Side,
        Licensor = licensor,
        Payee = Payee,
        Territory = Territory.ToTerritory(),
        Products = Products,
        From = From,
        Until = Until,
        Model = Model,
        ShareBp = ShareBp,
        Minimums = [.. Minimums.Select(one => one ?? new MinimumGuarantee("", 0))],
    };
}

/// <summary>What is registered of a party.</summary>
internal sealed record PartyRequest
{
    public required string Name { get; init; }

    public required string Country { get; init; }

    public required string Currency { get; init; }

    public long Threshold { get; init; }

    public string? CollateralGroup { get; init; }

    public bool TreatyCertificate { get; init; }

    public string? Label { get; init; }

    public string? Artist { get; init; }

    public Party ToParty(string id) => new()
    {
        Id = id,
        Name = Name,
        Country = Country,
        Currency = Currency,
        Threshold = Threshold,
        CollateralGroup = CollateralGroup,
        TreatyCertificate = TreatyCertificate,
        Label = Label,
        Artist = Artist,
    };
}

/// <summary>A link of a chain.</summary>
internal sealed record LinkRequest
{
    public string? Party { get; init; }

    public required string Role { get; init; }

    public required int SharePpm { get; init; }

    public EscrowReason? Hold { get; init; }

    public IReadOnlyList<LinkRequest> Children { get; init; } = [];

    // A null among the links is a link without anything, which the rules refuse with its place.
    public static SplitLink ToLink(LinkRequest? link) => link is null ? new(null, "", 0, null, []) : new(link.Party, link.Role, link.SharePpm, link.Hold, [.. link.Children.Select(ToLink)]);
}

/// <summary>A split sheet.</summary>
internal sealed record SplitRequest
{
    public TerritoryRequest Territory { get; init; } = new();

    public required string From { get; init; }

    public string? Until { get; init; }

    public required IReadOnlyList<LinkRequest> Links { get; init; }

    public SplitSheet ToSheet(string track, RoyaltySide side) =>
        new() { Track = track, Side = side, Territory = Territory.ToTerritory(), From = From, Until = Until, Version = 1, Links = [.. Links.Select(LinkRequest.ToLink)] };
}

/// <summary>A cost or an advance.</summary>
internal sealed record ChargeRequest
{
    public required ChargeKind Kind { get; init; }

    public required string Party { get; init; }

    public required string Period { get; init; }

    public required long Amount { get; init; }

    public FrozenCharge ToCharge(string id) => new(id, Kind, Party, Period, Amount);
}

/// <summary>Rates of exchange.</summary>
internal sealed record RatesRequest
{
    public required IReadOnlyList<FrozenRate> Rates { get; init; }

    public IReadOnlyList<FrozenRate> ToRates() => [.. Rates.Select(one => one ?? new FrozenRate("", "", ""))];
}

/// <summary>Rates of tax.</summary>
internal sealed record TreatiesRequest
{
    public required IReadOnlyList<TreatyRate> Rates { get; init; }

    public IReadOnlyList<TreatyRate> ToRates() => [.. Rates.Select(one => one ?? new TreatyRate("", "", 0, 0))];
}

/// <summary>What an artist says of its shares.</summary>
internal sealed record AnswerRequest
{
    public required bool IsDisputed { get; init; }

    public string? Note { get; init; }
}

/// <summary>A page of what holds.</summary>
/// <param name="Items">In order of id.</param>
/// <param name="Next">What to give as <c>after</c> for the next page; null on the last.</param>
public sealed record RightsPage<T>(IReadOnlyList<Versioned<T>> Items, string? Next);

/// <summary>A list of what holds.</summary>
/// <param name="Items">In order of id.</param>
public sealed record RightsList<T>(IReadOnlyList<T> Items);
