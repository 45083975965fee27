using System.Security.Cryptography;
using System.Text;
using Spotify.Core.Royalties.Calculation;

namespace Spotify.Functions.Royalties.Inputs;

/// <summary>What a month is calculated from, for good: named once, when it is first calculated. Later changes of agreements, splits or rates change nothing of it.</summary>
public sealed record FrozenInputs
{
    /// <summary>The month, <c>yyyy-MM</c>.</summary>
    public required string Period { get; init; }

    /// <summary>The root of the month's closed ledger.</summary>
    public required string Root { get; init; }

    /// <summary>Into how many shards the ledger, and the frozen fees, are cut.</summary>
    public required int Shards { get; init; }

    /// <summary>The month that royalties begin with: what corrects an earlier one counts in the month that it comes in.</summary>
    public required string First { get; init; }

    /// <summary>Earlier months that plays or revenue of this one correct, in order.</summary>
    public required IReadOnlyList<string> Adjusts { get; init; }

    /// <summary>Months before <see cref="First"/> that count for eligibility and have been tallied with this one, in order.</summary>
    public required IReadOnlyList<string> Before { get; init; }

    /// <summary>The rules.</summary>
    public required RoyaltyRules Rules { get; init; }

    /// <summary>The files, in order of their kind.</summary>
    public required IReadOnlyList<FrozenFile> Files { get; init; }

    /// <summary>Months whose tally is among this month's results.</summary>
    public IEnumerable<string> Tallied => Before.Concat(Adjusts).Append(Period);

    /// <summary>The file of a kind.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public FrozenFile File(string kind) => Files.FirstOrDefault(file => file.Kind == kind) ?? throw new InvalidDataException($"The inputs of {Period} have no '{kind}'.");

    /// <summary>Which month a correction that lies in this month's ledger belongs to.</summary>
    /// <param name="adjustmentOf">The month that it corrects; null for none.</param>
    public string MonthOf(string? adjustmentOf) => adjustmentOf is not null && string.CompareOrdinal(adjustmentOf, First) >= 0 ? adjustmentOf : Period;

    /// <summary>The digest over all of it: 64 hexadecimal digits.</summary>
    public string Digest()
    {
        var text = new StringBuilder($"{Period}\n{Root}\n{First}\n{string.Join(',', Adjusts)}\n{string.Join(',', Before)}\n{Rules}\n");
        foreach (var file in Files)
            text.Append(file.Kind).Append(' ').Append(file.Sha256).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
