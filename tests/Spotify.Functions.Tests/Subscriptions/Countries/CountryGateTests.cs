using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Settings;
using Spotify.Functions.Playback;
using Spotify.Functions.Subscriptions.Abuse;
using Spotify.Functions.Subscriptions.Countries;
using Spotify.Functions.Tests.Hosting;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Subscriptions.Countries;

public sealed class CountryGateTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_relay_network_is_refused_where_licences_demand_it_and_nowhere_else()
    {
        await File.WriteAllTextAsync(_folder.File("ranges.csv"), "# networks\n192.0.2.0/24,SE\n198.51.100.0/24,JP\n2001:db8::/32,SE\n");
        await File.WriteAllTextAsync(_folder.File("relays.txt"), "203.0.113.0/24\n2001:db8:ffff::/48\n");
        var settings = new Dictionary<string, string?>
        {
            ["Country:Ranges"] = _folder.File("ranges.csv"),
            ["Country:Relays"] = _folder.File("relays.txt"),
            ["Country:RefuseRelaysIn:0"] = "SE",
        };
        await using var application = await ComposedApplication.StartAsync(
            [typeof(GetStreamUrl), typeof(ListSuspiciousAccounts), typeof(AnswerUnknownRoute)], settings, services => services.AddSingleton<IClientAddress, ToldAddress>());
        foreach (var (country, address, status, reason) in new[]
        {
            ("SE", "192.0.2.1", 404, "NOT_FOUND"), ("SE", "203.0.113.9", 403, "MARKET_RESTRICTED"), ("SE", "2001:db8:ffff::1", 403, "MARKET_RESTRICTED"),
            ("SE", "2001:db8::1", 404, "NOT_FOUND"), ("DE", "203.0.113.9", 404, "NOT_FOUND"), ("SE", "8.8.8.8", 404, "NOT_FOUND"),
        })
        {
            using var listener = application.Listener("u1", country: country);
            listener.DefaultRequestHeaders.Add("X-Told-Address", address);
            var answer = await listener.GetAsync($"/v1/tracks/{SpotifyId.Derive("track", "none")}/stream");
            var error = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
            ((int)answer.StatusCode, error.GetProperty("reason").GetString()).ShouldBe((status, reason), $"{country} from {address}");
        }

        // What was seen on the way is stored behind it, and shown where it is strange.
        using (var listener = application.Listener("everywhere"))
        {
            foreach (var address in (string[])["192.0.2.1", "198.51.100.1"])
            {
                listener.DefaultRequestHeaders.Remove("X-Told-Address");
                listener.DefaultRequestHeaders.Add("X-Told-Address", address);
                await listener.GetAsync($"/v1/tracks/{SpotifyId.Derive("track", "none")}/stream");
            }
        }

        await application.Services.GetRequiredService<SightingRecorder>().FlushAsync(default);
        using var someone = application.Listener();
        (await someone.GetAsync("/v1/admin/accounts/suspicious")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var operators = application.Operator();
        (await operators.GetAsync("/v1/admin/accounts/suspicious?limit=none")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await operators.GetAsync("/v1/admin/accounts/suspicious?after=none")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var items = JsonDocument.Parse(await operators.GetStringAsync("/v1/admin/accounts/suspicious")).RootElement.GetProperty("items");
        items.EnumerateArray().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            one => one.GetProperty("user").GetString().ShouldBe("everywhere"), one => one.GetProperty("reasons")[0].GetProperty("reason").GetString().ShouldBe("impossible_travel"));
    }

    [Fact]
    public void What_is_wrong_with_a_file_is_said_line_by_line_at_start()
    {
        File.WriteAllText(_folder.File("ranges.csv"), "192.0.2.0/24,SE\n192.0.2.0/24\n192.0.2.0/33,SE\n192.0.2.0/24,se\n");
        new AddressBook(_folder.File("ranges.csv"), _folder.File("gone.txt")).FindFaults().Select(fault => fault[..fault.IndexOf(" of ", StringComparison.Ordinal)])
            .ShouldBe(["Country__Ranges: line 2", "Country__Ranges: line 3", "Country__Ranges: line 4", $"Country__Relays: {_folder.File("gone.txt")} cannot be read. Set it to a file"]);
    }

    [Fact]
    public async Task An_application_does_not_start_with_such_a_file()
    {
        await File.WriteAllTextAsync(_folder.File("ranges.csv"), "nonsense\n");
        var fault = await Should.ThrowAsync<SettingsException>(() => ComposedApplication.StartAsync(
            [typeof(AnswerUnknownRoute)],
            new Dictionary<string, string?> { ["Country:Ranges"] = _folder.File("ranges.csv"), ["Country:RefuseRelaysIn:0"] = "Sweden", ["Billing:Secrets:0"] = "short", ["Accounts:BreachedPasswords"] = _folder.File("gone") }));
        fault.Faults.Select(one => one[..one.IndexOf(':', StringComparison.Ordinal)]).ShouldBe(["Accounts__BreachedPasswords", "Billing__Secrets", "Country__Ranges", "Country__RefuseRelaysIn"]);
    }

    /// <summary>The address that a test says.</summary>
    private sealed class ToldAddress : IClientAddress
    {
        public IPAddress? Of(HttpRequest request) => IPAddress.TryParse(request.Headers["X-Told-Address"], out var address) ? address : null;
    }
}
