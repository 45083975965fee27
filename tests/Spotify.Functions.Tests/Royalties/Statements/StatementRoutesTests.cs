using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Xml.Linq;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Core.Royalties.Periods;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Royalties.Results;
using Spotify.Functions.Royalties.Statements;
using Spotify.Functions.Tests.Hosting;
using Spotify.TestSupport.Royalties;
using Xunit;

namespace Spotify.Functions.Tests.Royalties.Statements;

/// <summary>The composed application with every route of statements, over results in memory.</summary>
public sealed class StatementRoutes : IAsyncLifetime
{
    private ComposedApplication _application = null!;

    internal KnownResults Results { get; } = new(new StatementWorld(7));

    internal KnownStatementFiles Files { get; } = new();

    internal IServiceProvider Services => _application.Services;

    public async Task InitializeAsync()
    {
        var functions = typeof(StatementDesk).Assembly.GetTypes()
            .Where(type => type.Namespace is "Spotify.Functions.Royalties.Statements" or "Spotify.Functions.Royalties.WhatIf")
            .Where(type => type.GetMethods().Any(method => method.GetCustomAttribute<FunctionAttribute>() is not null));
        _application = await ComposedApplication.StartAsync(
            functions.Append(typeof(AnswerUnknownRoute)),
            new Dictionary<string, string?> { ["Statements:SenderPartyId"] = "PADPIDA2026010101X" },
            services => services.AddSingleton<IRoyaltyResults>(Results).AddSingleton<IRoyaltyWhatIf>(Results).AddSingleton<ICatalog>(new EmptyCatalog()).AddSingleton<IStatementFiles>(Files));
    }

    public async Task DisposeAsync() => await _application.DisposeAsync();

    internal string Label(string label) => _application.Authority.Issue("staff", label: label);

    internal string Artist(string artist) => _application.Authority.Issue("artist-user", artist: artist);

    internal string Operator() => _application.Token("operator", scopes: ["admin"]);

    internal string Listener() => _application.Token();

    internal async Task<(HttpResponseMessage Answer, string Text)> SendAsync(string token, string path, HttpMethod? method = null, string? body = null)
    {
        using var client = _application.WithToken(token);
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, new Uri(path, UriKind.Relative));
        if (body is not null)
            request.Content = new StringContent(body);
        var answer = await client.SendAsync(request);
        return (answer, await answer.Content.ReadAsStringAsync());
    }

    internal async Task<JsonElement> JsonAsync(string token, string path, HttpStatusCode status = HttpStatusCode.OK)
    {
        var (answer, text) = await SendAsync(token, path);
        answer.StatusCode.ShouldBe(status, text);
        return JsonDocument.Parse(text).RootElement.Clone();
    }
}

public sealed class StatementRoutesTests(StatementRoutes routes) : IClassFixture<StatementRoutes>
{
    private const string Home = $"v1/royalties/statements/{StatementWorld.Period}";
    private const string OfA = $"{Home}/{StatementWorld.LabelA}";

    [Fact]
    public async Task A_label_an_artist_and_an_operator_see_what_is_theirs_and_nothing_else_is_there_for_them()
    {
        (string Who, string Token, string[] Sees)[] callers =
        [
            ("label a", routes.Label(StatementWorld.LabelA), [StatementWorld.LabelA]),
            ("label b", routes.Label(StatementWorld.LabelB), [StatementWorld.LabelB]),
            ("another label", routes.Label("label-z"), []),
            ("the artist", routes.Artist(StatementWorld.ArtistId), [StatementWorld.Artist]),
            ("another artist", routes.Artist("0000000000000000000043"), []),
            ("a label named like the artist", routes.Label(StatementWorld.ArtistId), []),
            ("an artist named like the label", routes.Artist(StatementWorld.LabelA), []),
            ("a listener", routes.Listener(), []),
            ("an operator", routes.Operator(), [StatementWorld.Artist, StatementWorld.LabelA, StatementWorld.LabelB]),
        ];
        foreach (var (who, token, sees) in callers)
        {
            var list = await routes.JsonAsync(token, "v1/royalties/statements");
            list.GetProperty("statements").EnumerateArray().Select(one => one.GetProperty("party").GetString()).ShouldBe(sees, who);
            foreach (var party in routes.Results.World.Parties.Select(party => party.Id).Append("nobody"))
            {
                foreach (var rest in (string[])["", ".csv", ".html", "/lines", "/why", "/why/DE:premium:EUR"])
                {
                    var (answer, text) = await routes.SendAsync(token, $"{Home}/{party}{rest}");
                    answer.StatusCode.ShouldBe(sees.Contains(party) ? HttpStatusCode.OK : HttpStatusCode.NotFound, $"{who} {party}{rest}: {text}");
                }
            }
        }
    }

    [Fact]
    public async Task What_nobody_stands_for_yet_is_for_operators_alone()
    {
        routes.Results.Stage = RoyaltyStage.Calculated;
        try
        {
            (await routes.JsonAsync(routes.Label(StatementWorld.LabelA), "v1/royalties/statements")).GetProperty("statements").GetArrayLength().ShouldBe(0);
            await routes.JsonAsync(routes.Label(StatementWorld.LabelA), OfA, HttpStatusCode.NotFound);
            (await routes.JsonAsync(routes.Operator(), OfA)).GetProperty("stage").GetString().ShouldBe("calculated");
            var (refused, _) = await routes.SendAsync(routes.Operator(), $"v1/admin/royalties/{StatementWorld.Period}/statements", HttpMethod.Post);
            refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        }
        finally
        {
            routes.Results.Stage = RoyaltyStage.Approved;
        }
    }

    [Fact]
    public async Task Statements_come_in_pages()
    {
        var (all, after) = (new List<string>(), "");
        do
        {
            var page = await routes.JsonAsync(routes.Operator(), $"v1/royalties/statements?period={StatementWorld.Period}&limit=1{after}");
            all.AddRange(page.GetProperty("statements").EnumerateArray().Select(one => one.GetProperty("href").GetString()!));
            after = page.GetProperty("next").GetString() is { } next ? $"&after={Uri.EscapeDataString(next)}" : "";
        }
        while (after.Length > 0);
        all.ShouldBe(routes.Results.World.Parties.Select(party => $"/{Home}/{party.Id}"));
        (await routes.JsonAsync(routes.Operator(), "v1/royalties/statements?period=2026-01")).GetProperty("statements").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("v1/royalties/statements?period=october")]
    [InlineData("v1/royalties/statements?limit=0")]
    [InlineData("v1/royalties/statements?after=x")]
    [InlineData($"v1/royalties/statements/2026-13/{StatementWorld.LabelA}")]
    [InlineData($"{OfA}/lines?limit=1001")]
    [InlineData($"{OfA}/lines?after=-1")]
    [InlineData($"{OfA}/lines?side=both")]
    [InlineData($"{OfA}/lines?month=2026-08")]
    [InlineData($"{OfA}/why/DE:premium:EUR?month=2026-08")]
    public async Task What_is_no_request_is_refused(string path) => await routes.JsonAsync(routes.Operator(), path, HttpStatusCode.BadRequest);

    [Fact]
    public async Task Lines_come_in_pages_and_by_what_they_are_of()
    {
        var token = routes.Label(StatementWorld.LabelA);
        var expected = routes.Results.World.LinesOf(StatementWorld.LabelA).ToList();
        (await LinesAsync(token, "limit=7")).Select(line => line.GetProperty("micros").GetInt64()).ShouldBe(expected.Select(line => line.Micros));
        (await LinesAsync(token, "limit=3&country=SE")).Count.ShouldBe(expected.Count(line => line.Pool.Country == "SE"));
        (await LinesAsync(token, "pool=SE:premium:USD")).Count.ShouldBe(expected.Count(line => line.Pool.Currency == "USD"));
        (await LinesAsync(token, "side=publishing")).ShouldBeEmpty();
        var track = expected[^1].Track;
        (await LinesAsync(token, $"track={track}&limit=1")).Count.ShouldBe(expected.Count(line => line.Track == track));
    }

    [Fact]
    public async Task Every_number_answers_why_down_to_the_proof_of_plays()
    {
        var token = routes.Label(StatementWorld.LabelA);
        var why = await routes.JsonAsync(token, $"{OfA}/why");
        var steps = why.GetProperty("steps").EnumerateArray().ToList();
        steps.Sum(step => step.GetProperty("amount").GetProperty("minor").GetInt64()).ShouldBe(why.GetProperty("balance").GetProperty("minor").GetInt64());
        foreach (var step in steps.Where(step => step.GetProperty("what").GetString() is "credit" or "adjustment"))
        {
            var pool = await routes.JsonAsync(token, step.GetProperty("why").GetString()!.TrimStart('/'));
            var money = pool.GetProperty("money");
            long Minor(string name) => money.GetProperty(name).GetProperty("minor").GetInt64();
            Minor("net").ShouldBe(Minor("gross") - Minor("vat") - Minor("store_fees"));
            Minor("net").ShouldBe(Minor("paid") + Minor("escrow") + Minor("retained"));
            var lines = await routes.JsonAsync(token, pool.GetProperty("lines").GetString()!.TrimStart('/'));
            var line = lines.GetProperty("lines")[0];
            var month = pool.GetProperty("month").GetString();
            var track = await routes.JsonAsync(token, $"{OfA}/why/{pool.GetProperty("pool").GetString()}/{line.GetProperty("track").GetString()}?month={month}");
            // What corrects an earlier month lies in the ledger of the month that posts it, under whose root it is proven.
            track.GetProperty("proof").GetString().ShouldBe("/v1/royalties/2026-10/proof/{play}");
            track.GetProperty("ledger_root").GetString().ShouldBe(KnownResults.Root);
            track.GetProperty("streams").GetInt64().ShouldBe(line.GetProperty("streams").GetInt64());
        }

        await routes.JsonAsync(token, $"{OfA}/why/FR:premium:EUR", HttpStatusCode.NotFound);
        await routes.JsonAsync(token, $"{OfA}/why/DE:premium:EUR/{StatementWorld.TrackId(1)}", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_csv_has_the_statement_and_all_its_lines()
    {
        var (answer, text) = await routes.SendAsync(routes.Label(StatementWorld.LabelA), $"{OfA}.csv");
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/csv; charset=utf-8");
        answer.Content.Headers.ContentDisposition!.FileName!.Trim('"').ShouldBe($"statement-{StatementWorld.Period}-{StatementWorld.LabelA}.csv");
        var rows = text.Split("\r\n");
        rows.Count(row => row.StartsWith("line,", StringComparison.Ordinal)).ShouldBe(routes.Results.World.LinesOf(StatementWorld.LabelA).Count());
        rows.Count(row => row.StartsWith("corrected_line,", StringComparison.Ordinal)).ShouldBe(routes.Results.World.LinesOf(StatementWorld.LabelA).Count());
        rows.Count(row => row.StartsWith("balance,", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task The_page_is_well_formed_takes_no_script_and_no_text_is_markup_in_it()
    {
        var (answer, text) = await routes.SendAsync(routes.Artist(StatementWorld.ArtistId), $"{Home}/{StatementWorld.Artist}.html");
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldStartWith("default-src 'none'; style-src 'sha256-");
        policy.ShouldNotContain("unsafe");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var html = XDocument.Parse(text.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal).Replace("<meta charset=\"utf-8\">", "", StringComparison.Ordinal)
            .Replace("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">", "", StringComparison.Ordinal));
        html.Descendants("script").ShouldBeEmpty();
        html.Descendants().SelectMany(element => element.Attributes("style")).ShouldBeEmpty();
        html.Descendants("b").ShouldBeEmpty();
        html.Descendants("svg").Count().ShouldBe(2);
        html.Descendants("rect").ShouldAllBe(bar => int.Parse(bar.Attribute("width")!.Value) <= 420);
        html.Root!.Value.ShouldContain("=Ada \"the <b>\" Lovelace, & Co.");
    }

    [Fact]
    public async Task Files_of_labels_hold_what_the_statement_says()
    {
        var delivery = routes.Services.GetRequiredService<StatementDelivery>();
        (await delivery.PartiesAsync(StatementWorld.Period, null, 1, default)).ShouldBe([StatementWorld.LabelA]);
        (await delivery.PartiesAsync(StatementWorld.Period, StatementWorld.LabelA, 10, default)).ShouldBe([StatementWorld.LabelB]);
        routes.Files.All.Clear();
        var delivered = await delivery.DeliverAsync(StatementWorld.Period, StatementWorld.LabelA, default);
        var folder = $"{StatementWorld.LabelA}/{StatementWorld.Period}/{StatementWorld.LabelA}/";
        routes.Files.All.Keys.ShouldAllBe(name => name.StartsWith(folder, StringComparison.Ordinal));
        routes.Files.All.Count.ShouldBe(delivered.Files);
        var (_, csv) = await routes.SendAsync(routes.Label(StatementWorld.LabelA), $"{OfA}.csv");
        System.Text.Encoding.UTF8.GetString(routes.Files.All[$"{folder}statement.csv"]).ShouldBe(csv);
        var reports = routes.Files.All.Where(file => file.Key.EndsWith(".tsv", StringComparison.Ordinal)).Select(file => new DsrFile(System.Text.Encoding.UTF8.GetString(file.Value))).ToList();
        var summaries = reports.SelectMany(report => report.Of("SY02.02")).ToList();
        summaries.Sum(record => long.Parse(DsrFile.Cell(record, 9))).ShouldBe(delivered.Streams);
        foreach (var summary in summaries)
        {
            var credits = routes.Results.World.Statements[StatementWorld.LabelA].Credits.Where(credit => credit.AdjustmentOf is null
                && credit.Earning.Pool.ToString() == $"{DsrFile.Cell(summary, 7)}:{DsrFile.Cell(summary, 8)}:{DsrFile.Cell(summary, 11)}").ToList();
            DsrFile.Cell(summary, 16).ShouldBe(Core.Royalties.Money.Currency.Of(DsrFile.Cell(summary, 11)).Format(credits.Sum(credit => credit.Earning.Amount)));
            long.Parse(DsrFile.Cell(summary, 9)).ShouldBe(credits.Sum(credit => credit.Earning.Streams));
        }

        var first = routes.Files.All.ToDictionary(file => file.Key, file => file.Value);
        await delivery.DeliverAsync(StatementWorld.Period, StatementWorld.LabelA, default);
        routes.Files.All.Keys.ShouldBe(first.Keys, ignoreOrder: true);
        routes.Files.All.ShouldAllBe(file => Convert.ToHexString(file.Value) == Convert.ToHexString(first[file.Key]));
        await Should.ThrowAsync<InvalidDataException>(() => delivery.DeliverAsync(StatementWorld.Period, StatementWorld.Artist, default));
    }

    [Fact]
    public async Task An_operator_tries_a_model_and_nobody_else_does()
    {
        const string path = $"v1/admin/royalties/{StatementWorld.Period}/what-if";
        var (answer, text) = await routes.SendAsync(routes.Operator(), path, HttpMethod.Post, """{"model":"user_centric","against":"pro_rata","most":3}""");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        var currencies = JsonDocument.Parse(text).RootElement.GetProperty("currencies").EnumerateArray().ToList();
        currencies.Select(one => one.GetProperty("currency").GetString()).ShouldBe(["BHD", "EUR", "JPY", "SEK", "USD"]);
        currencies.ShouldAllBe(one => one.GetProperty("winners").GetArrayLength() <= 3 && one.GetProperty("bands").GetArrayLength() == 1);
        (await routes.SendAsync(routes.Operator(), path, HttpMethod.Post, """{"model":"user_centric","country":"JP"}""")).Text.ShouldContain("JPY");
        foreach (var bad in (string[])["{}", """{"model":"fair"}""", """{"model":"pro_rata","most":501}""", ""])
            (await routes.SendAsync(routes.Operator(), path, HttpMethod.Post, bad)).Answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, bad);
        (await routes.SendAsync(routes.Operator(), "v1/admin/royalties/2026-01/what-if", HttpMethod.Post, """{"model":"pro_rata"}""")).Answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await routes.SendAsync(routes.Label(StatementWorld.LabelA), path, HttpMethod.Post, """{"model":"pro_rata"}""")).Answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private async Task<List<JsonElement>> LinesAsync(string token, string query)
    {
        var (lines, after) = (new List<JsonElement>(), "");
        do
        {
            var page = await routes.JsonAsync(token, $"{OfA}/lines?{query}{after}");
            lines.AddRange(page.GetProperty("lines").EnumerateArray());
            after = page.GetProperty("next").GetString() is { } next ? $"&after={next}" : "";
        }
        while (after.Length > 0);
        return lines;
    }
}
