using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Spotify.Core.Royalties.Statements;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Royalties.Statements;

/// <summary>
/// A statement as a page to read and to print: no script, nothing from elsewhere, one style sheet that is in the page itself and named by its hash, in no frame, in no cache.
/// The chart is drawn with attributes alone, which the policy does not touch.
/// </summary>
/// <param name="view">The statement.</param>
/// <param name="top">Its tracks that brought most.</param>
internal sealed class StatementPage(StatementView view, TopTracks top) : IResult, IStatusCodeHttpResult
{
    /// <summary>How many tracks are shown in each currency.</summary>
    public const int TracksShown = 25;

    private const int BarsShown = 12;
    private const int BarWidth = 420;

    private const string Style =
        "@page{size:A4;margin:16mm}body{font:14px/1.45 system-ui,sans-serif;margin:0;background:#fff;color:#18181b}main{max-width:60rem;margin:2rem auto;padding:0 1rem}"
        + "h1{font-size:1.5rem;margin:0}h2{font-size:1.05rem;margin:1.6rem 0 .4rem;break-after:avoid}p{margin:.2rem 0}.small{font-size:.8rem;color:#52525b;overflow-wrap:anywhere}"
        + "table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}th,td{padding:.25rem .5rem;text-align:left;border-bottom:1px solid #e4e4e7;vertical-align:top}"
        + "th{font-weight:600}td.n,th.n{text-align:right;white-space:nowrap}tr{break-inside:avoid}thead{display:table-header-group}tr.sum td{font-weight:600;border-top:2px solid #18181b}"
        + "svg{display:block;width:100%;max-width:44rem;height:auto;break-inside:avoid}svg text{font:12px system-ui,sans-serif;fill:#18181b}svg rect{fill:#146c2e}"
        + "@media print{main{margin:0;max-width:none;padding:0}}";

    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    /// <inheritdoc/>
    public int? StatusCode => StatusCodes.Status200OK;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        httpContext.Response.ContentType = "text/html; charset=utf-8";
        return httpContext.Response.WriteAsync(Markup(), httpContext.RequestAborted);
    }

    /// <summary>The page.</summary>
    public string Markup() => Html.Of($"""
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Statement {view.Period} {view.Name}</title><style>{new Html(Style)}</style></head>
        <body><main><h1>Royalty statement {view.Period}</h1><p>{view.Name} ({view.Party}). All amounts in {view.Currency} unless said otherwise. The month is {NameOf(view.Stage)}.</p>
        {Summary()}{Chart("By country", view.Countries)}{Chart("By product", view.Products)}{Credits("What pools brought", view.Credits)}{Credits("Corrections of earlier months", view.Adjustments)}{Tracks()}{Deductions()}{Taxes()}
        <p class="small">Ledger root {view.LedgerRoot}. Results {view.Digest}.</p></main></body></html>
        """).Markup;

    private Html Summary()
    {
        var summary = view.Summary;
        (string Name, Amount Amount, bool IsTaken, bool IsSum)[] rows =
        [
            ("Carried from the month before", summary.Opening, false, false),
            ("Earned", summary.Earned, false, false),
            ("Corrections of earlier months", summary.Adjusted, false, false),
            ("Released from escrow", summary.Released, false, false),
            ("Costs paid back", summary.Costs, true, false),
            ("Penalties", summary.Penalties, true, false),
            ("Advances paid back", summary.Advances, true, false),
            ("Balance", summary.Balance, false, true),
            ("Payable", summary.Payable, false, false),
            ("Tax", summary.Tax, true, false),
            ("Paid", summary.Paid, false, true),
            ("Carried into the next month", summary.Carried, false, false),
        ];
        return Html.Of($"""
            <h2>Summary</h2><table><tbody>{Html.Join(rows.Select(row => Html.Of($"<tr{new Html(row.IsSum ? " class=\"sum\"" : "")}><td>{row.Name}</td><td class=\"n\">{Signed(row.Amount, row.IsTaken)}</td></tr>")))}</tbody></table>
            """);
    }

    private static Html Chart(string title, IReadOnlyList<StatementSlice> slices)
    {
        var bars = slices.Where(slice => slice.Credited.Minor > 0).Take(BarsShown).ToList();
        if (bars.Count == 0)
            return Html.Empty;
        var most = bars[0].Credited.Minor;
        var height = Number(bars.Count * 24);
        return Html.Of($"""
            <h2>{title}</h2><svg viewBox="0 0 700 {height}" role="img" aria-label="{title}">{Html.Join(bars.Select((bar, i) => Html.Of($"<text x=\"0\" y=\"{Number((i * 24) + 16)}\">{bar.Name}</text><rect x=\"90\" y=\"{Number((i * 24) + 4)}\" width=\"{Number(Math.Max(1, (long)((Int128)bar.Credited.Minor * BarWidth / most)))}\" height=\"16\"></rect><text x=\"{Number(100 + Math.Max(1, (long)((Int128)bar.Credited.Minor * BarWidth / most)))}\" y=\"{Number((i * 24) + 16)}\">{bar.Credited.Text}</text>")))}</svg>
            """);
    }

    private static Html Credits(string title, IReadOnlyList<StatementCredit> credits) => credits.Count == 0 ? Html.Empty : Html.Of($"""
        <h2>{title}</h2><table><thead><tr><th>Country</th><th>Product</th><th>Right</th><th>Agreement</th><th>Model</th><th class="n">Streams</th><th class="n">Pool</th><th class="n">Rate</th><th class="n">Credited</th></tr></thead>
        <tbody>{Html.Join(credits.Select(one => Html.Of($"<tr><td>{one.Country}{(one.AdjustmentOf is null ? "" : $" {one.AdjustmentOf}")}</td><td>{one.Product}</td><td>{NameOf(one.Side)}</td><td>{one.Agreement ?? "default terms"}</td><td>{NameOf(one.Model)}</td><td class=\"n\">{Number(one.Streams)}</td><td class=\"n\">{one.Amount.Text} {one.Currency}</td><td class=\"n\">{one.Rate}</td><td class=\"n\">{one.Credited.Text}</td></tr>")))}</tbody></table>
        """);

    private Html Tracks() => top.Tracks.Count == 0 ? Html.Empty : Html.Of($"""
        <h2>Tracks that brought most</h2><table><thead><tr><th>Title</th><th>Artist</th><th>Track</th><th class="n">Amount in the pools' currency</th></tr></thead>
        <tbody>{Html.Join(top.Tracks.Select(one => Html.Of($"<tr><td>{one.Title ?? "not in the catalogue"}</td><td>{one.Artist}</td><td>{one.Track}</td><td class=\"n\">{one.Amount} {one.Currency}</td></tr>")))}</tbody></table>
        <p class="small">{(top.IsWhole ? "All lines are in the CSV." : "Of the first 100,000 lines alone; all lines are in the CSV.")}</p>
        """);

    private Html Deductions() => view.Deductions.Count + view.Released.Count == 0 ? Html.Empty : Html.Of($"""
        <h2>Releases and deductions</h2><table><thead><tr><th>What</th><th>Which</th><th class="n">Amount</th><th class="n">Left</th></tr></thead>
        <tbody>{Html.Join(view.Released.Select(one => Html.Of($"<tr><td>released from escrow</td><td>{one.Release}, kept since {one.Period}</td><td class=\"n\">{one.Amount.Text}</td><td></td></tr>")))}{Html.Join(view.Deductions.Select(one => Html.Of($"<tr><td>{NameOf(one.Kind)}</td><td>{one.Charge}{(one.Owner == view.Party ? "" : $" of {one.Owner}")}</td><td class=\"n\">{Signed(one.Amount, true)}</td><td class=\"n\">{one.Left.Text}</td></tr>")))}</tbody></table>
        """);

    private Html Taxes() => view.Taxes.Count == 0 ? Html.Empty : Html.Of($"""
        <h2>Tax kept back</h2><table><thead><tr><th>Source</th><th class="n">Rate</th><th class="n">Of</th><th class="n">Tax</th></tr></thead>
        <tbody>{Html.Join(view.Taxes.Select(one => Html.Of($"<tr><td>{one.SourceCountry}</td><td class=\"n\">{one.RatePercent} %</td><td class=\"n\">{one.Taxed.Text}</td><td class=\"n\">{one.Amount.Text}</td></tr>")))}</tbody></table>
        """);

    private static string Signed(Amount amount, bool isTaken) => isTaken && amount.Minor > 0 ? $"-{amount.Text}" : amount.Text;

    private static string NameOf<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()).Replace('_', ' ');

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
