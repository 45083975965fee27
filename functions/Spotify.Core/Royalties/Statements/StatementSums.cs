using Spotify.Core.Royalties.Settlement;

namespace Spotify.Core.Royalties.Statements;

/// <summary>Whether a statement adds up.</summary>
public static class StatementSums
{
    /// <summary>What does not add up in a statement; null where all does.</summary>
    public static string? FindFault(PartyStatement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        var balance = (Int128)statement.Opening + statement.Credits.Sum(one => (Int128)one.Amount) + statement.Released.Sum(one => (Int128)one.Amount)
            - statement.Recouped.Sum(one => (Int128)one.Amount);
        if (balance != statement.Balance)
            return $"the balance is {statement.Balance}, and what it is made of comes to {balance}.";
        if ((Int128)statement.Payable + statement.Carried != statement.Balance)
            return $"{statement.Payable} payable and {statement.Carried} carried are not the balance of {statement.Balance}.";
        if (statement.Paid + statement.Withheld.Sum(one => (Int128)one.Amount) != statement.Payable)
            return $"{statement.Paid} paid and the tax are not the {statement.Payable} payable.";
        return statement.Payable < 0 ? "less than nothing is payable." : null;
    }

    private static Int128 Sum<T>(this IEnumerable<T> items, Func<T, Int128> of) => items.Aggregate(Int128.Zero, (sum, item) => sum + of(item));
}
