using System.Text;

namespace Spotify.Core.Royalties.Statements;

/// <summary>
/// A whole statement as comma-separated values, a row for each figure: column <c>record</c> says what it is. Rows <c>line</c> of one pool, side and agreement come to the row
/// <c>credit</c> of it; all rows with <c>credited</c> from <c>opening</c> to <c>advance</c> come to the row <c>balance</c>. Deductions have a minus.
/// </summary>
public static class StatementCsv
{
    private static readonly string[] Columns =
    [
        "record", "period", "adjustment_of", "party", "country", "product", "pool_currency", "side", "agreement", "model", "track", "isrc", "label", "title", "artist", "role",
        "streams", "weight", "share_percent", "amount", "per_stream", "rate", "currency", "credited", "reference", "left",
    ];

    /// <summary>Appends the header, the summary, credits, adjustments, releases, deductions and taxes.</summary>
    public static void AppendStatement(StringBuilder into, StatementView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        CsvText.Append(into, Columns);
        var summary = view.Summary;
        AppendSum("opening", summary.Opening.Text);
        foreach (var credit in view.Credits.Concat(view.Adjustments))
        {
            CsvText.Append(
                into,
                credit.AdjustmentOf is null ? "credit" : "adjustment",
                view.Period,
                credit.AdjustmentOf,
                view.Party,
                credit.Country,
                credit.Product,
                credit.Currency,
                NameOf(credit.Side),
                credit.Agreement,
                NameOf(credit.Model),
                null, null, null, null, null, null,
                CsvText.Number(credit.Streams),
                null, null,
                credit.Amount.Text,
                null,
                credit.Rate,
                view.Currency,
                credit.Credited.Text,
                null, null);
        }

        foreach (var release in view.Released)
            AppendSum("released", release.Amount.Text, $"{release.Release} {release.Account} {release.Period}");
        foreach (var deduction in view.Deductions)
            AppendSum(NameOf(deduction.Kind), Minus(deduction.Amount), deduction.Owner == view.Party ? deduction.Charge : $"{deduction.Charge} of {deduction.Owner}", deduction.Left.Text);
        AppendSum("balance", summary.Balance.Text);
        AppendSum("payable", summary.Payable.Text);
        foreach (var tax in view.Taxes)
            AppendSum("tax", Minus(tax.Amount), $"{tax.SourceCountry} {tax.RatePercent} % of {tax.Taxed.Text}");
        AppendSum("paid", summary.Paid.Text);
        AppendSum("carried", summary.Carried.Text);

        void AppendSum(string record, string credited, string? reference = null, string? left = null) => CsvText.Append(
            into,
            record, view.Period, null, view.Party,
            null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
            view.Currency, credited, reference, left);
    }

    /// <summary>Appends a line.</summary>
    public static void AppendLine(StringBuilder into, StatementView view, StatementLine line)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(line);
        CsvText.Append(
            into,
            line.Month == view.Period ? "line" : "corrected_line",
            view.Period,
            line.Month == view.Period ? null : line.Month,
            view.Party,
            line.Country,
            line.Product,
            line.Currency,
            NameOf(line.Side),
            line.Agreement,
            null,
            line.Track,
            line.Isrc,
            line.Label,
            line.Title,
            line.Artist,
            line.Role,
            CsvText.Number(line.Streams),
            line.Weight,
            line.SharePercent,
            line.Amount,
            line.PerStream,
            null, null, null, null, null);
    }

    private static string Minus(Amount amount) => amount.Minor == 0 ? amount.Text : $"-{amount.Text}";

    private static string NameOf<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
