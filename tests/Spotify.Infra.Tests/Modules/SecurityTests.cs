using System.Text.Json.Nodes;
using Shouldly;
using Spotify.Functions.Platform.Http;
using Spotify.Infra.Tests.Bicep;
using Xunit;

namespace Spotify.Infra.Tests.Modules;

/// <summary>The security review as a list that is checked on every change.</summary>
public class SecurityTests
{
    public static TheoryData<string> Sizes => new() { "dev", "prod" };

    [BicepTheory]
    [MemberData(nameof(Sizes))]
    public async Task No_store_takes_a_key(string size)
    {
        var deployment = await Deployment.OfAsync(size);

        deployment.OfType("Microsoft.Storage/storageAccounts").ShouldAllBe(one => one.Text("allowSharedKeyAccess") == "false");
        deployment.OfType("Microsoft.ContainerRegistry/registries").ShouldAllBe(one => one.Text("adminUserEnabled") == "false" && one.Text("anonymousPullEnabled") == "false");
        deployment.OfType("Microsoft.KeyVault/vaults").ShouldAllBe(one => one.Text("enableRbacAuthorization") == "true");
        foreach (var type in (string[])["Microsoft.DocumentDB/databaseAccounts", "Microsoft.EventHub/namespaces", "Microsoft.Search/searchServices", "Microsoft.SignalRService/webPubSub"])
            deployment.OfType(type).ShouldAllBe(one => one.Text("disableLocalAuth") == "true", type);
        deployment.OfType("Microsoft.Insights/components").ShouldAllBe(one => one.Text("DisableLocalAuth") == "true");
        deployment.OfType("Microsoft.Web/sites/basicPublishingCredentialsPolicies").Count().ShouldBe(2 * deployment.OfType("Microsoft.Web/sites").Count());
        deployment.OfType("Microsoft.Web/sites/basicPublishingCredentialsPolicies").ShouldAllBe(one => one.Text("allow") == "false");
    }

    [BicepTheory]
    [MemberData(nameof(Sizes))]
    public async Task Nothing_talks_below_TLS_1_2(string size)
    {
        var deployment = await Deployment.OfAsync(size);

        deployment.OfType("Microsoft.Storage/storageAccounts").ShouldAllBe(one => one.Text("minimumTlsVersion") == "TLS1_2" && one.Text("supportsHttpsTrafficOnly") == "true");
        deployment.OfType("Microsoft.DocumentDB/databaseAccounts").ShouldAllBe(one => one.Text("minimalTlsVersion") == "Tls12");
        deployment.OfType("Microsoft.EventHub/namespaces").ShouldAllBe(one => one.Text("minimumTlsVersion") == "1.2");
        deployment.OfType("Microsoft.Web/sites").ShouldAllBe(one => one.Text("httpsOnly") == "true" && one.Text("siteConfig.minTlsVersion") == "1.2" && one.Text("siteConfig.ftpsState") == "Disabled");
        deployment.OfType("Microsoft.Cdn/profiles/afdEndpoints/routes").ShouldAllBe(one => one.Text("forwardingProtocol") == "HttpsOnly");
    }

    [BicepTheory]
    [MemberData(nameof(Sizes))]
    public async Task Whatever_comes_through_the_edge_tells_browsers_to_come_over_https_alone(string size)
    {
        var deployment = await Deployment.OfAsync(size);
        var rule = deployment.OfType("Microsoft.Cdn/profiles/ruleSets/rules").Single();
        var action = rule["actions"]!.AsArray().Single()!["parameters"]!;

        action["headerName"]!.GetValue<string>().ShouldBe("Strict-Transport-Security");
        action["value"]!.GetValue<string>().ShouldBe($"max-age={new HttpOptions().StrictTransportDays * 86_400}");
        rule["conditions"]!.AsArray().Single()!["parameters"]!["matchValues"]!.AsArray().Single()!.GetValue<string>().ShouldBe("HTTPS");
        foreach (var route in deployment.OfType("Microsoft.Cdn/profiles/afdEndpoints/routes"))
            route["ruleSets"]!.AsArray().Single()!["id"]!.GetValue<string>().ShouldContain("headers");
        // Who comes over plain HTTP is sent where the header is.
        deployment.OfType("Microsoft.Cdn/profiles/afdEndpoints/routes")
            .Where(route => route["supportedProtocols"]!.AsArray().Any(one => one!.GetValue<string>() == "Http")).ShouldAllBe(route => route.Text("httpsRedirect") == "Enabled");
    }

    [BicepFact]
    public async Task In_prod_only_what_listeners_and_labels_need_is_reached_from_outside()
    {
        var deployment = await Deployment.OfAsync("prod");
        var open = deployment.Resources.Where(one => one.Text("publicNetworkAccess")?.Equals("Enabled", StringComparison.OrdinalIgnoreCase) == true).Select(one => $"{one.Type} {one.Name}").ToList();

        open.Where(one => one.Contains("storageAccounts st", StringComparison.Ordinal)).ShouldAllBe(one => one.Contains(" stup", StringComparison.Ordinal) || one.Contains(" stmedia", StringComparison.Ordinal));
        open.Where(one => !one.Contains("storageAccounts st", StringComparison.Ordinal))
            .ShouldAllBe(one => one.StartsWith("Microsoft.Web/sites ", StringComparison.Ordinal) || one.StartsWith("Microsoft.ContainerRegistry/registries ", StringComparison.Ordinal));
    }

    [BicepTheory]
    [MemberData(nameof(Sizes))]
    public async Task No_blob_is_public(string size)
    {
        var deployment = await Deployment.OfAsync(size);

        deployment.OfType("Microsoft.Storage/storageAccounts").ShouldAllBe(one => one.Text("allowBlobPublicAccess") == "false");
        deployment.OfType("Microsoft.Storage/storageAccounts/blobServices/containers").ShouldAllBe(one => one.Text("publicAccess") == "None");
    }

    [BicepTheory]
    [MemberData(nameof(Sizes))]
    public async Task The_applications_answer_the_edge_and_nobody_else(string size)
    {
        foreach (var site in (await Deployment.OfAsync(size)).OfType("Microsoft.Web/sites"))
        {
            var rules = site["siteConfig.ipSecurityRestrictions"]!.AsArray().Select(one => one!.AsObject()).ToList();
            site.Text("siteConfig.ipSecurityRestrictionsDefaultAction").ShouldBe("Deny");
            rules.Select(one => one["ipAddress"]!.GetValue<string>()).ShouldBe(
                site.Name.StartsWith("func-media", StringComparison.Ordinal) ? ["AzureFrontDoor.Backend", "AzureEventGrid"] : ["AzureFrontDoor.Backend"]);
            // Any Front Door has that address; ours alone has that id.
            rules[0]["headers"]!["x-azure-fdid"]!.AsArray().Count.ShouldBe(1);
        }
    }

    [BicepTheory]
    [MemberData(nameof(Sizes))]
    public async Task Scripts_of_web_pages_fetch_audio_only_from_pages_that_are_named(string size)
    {
        foreach (var account in (await Deployment.OfAsync(size)).OfType("Microsoft.Storage/storageAccounts/blobServices"))
            (account["cors.corsRules"]!.AsArray().SelectMany(rule => rule!["allowedOrigins"]!.AsArray()).Select(one => one!.GetValue<string>())).ShouldNotContain("*");
    }

    [BicepTheory]
    [MemberData(nameof(Sizes))]
    public async Task The_edge_caches_audio_under_its_whole_address_so_that_no_signature_serves_another(string size)
    {
        var routes = (await Deployment.OfAsync(size)).OfType("Microsoft.Cdn/profiles/afdEndpoints/routes").ToList();

        var cached = routes.Where(one => one["cacheConfiguration"] is JsonObject).ToList();
        // One for each account that signs.
        cached.Count.ShouldBe((await Deployment.OfAsync(size)).OfType("Microsoft.Web/sites").Count(one => one.Name.Contains("api", StringComparison.Ordinal)));
        cached.ShouldAllBe(one => one.Text("cacheConfiguration.queryStringCachingBehavior") == "UseQueryString");
        foreach (var route in cached)
            route["patternsToMatch"]!.AsArray().Select(one => one!.GetValue<string>()).ShouldBe(["/audio/*", "/images/*"]);
    }

    [BicepFact]
    public async Task The_key_that_signs_everybody_in_cannot_be_destroyed_in_prod() =>
        (await Deployment.OfAsync("prod")).OfType("Microsoft.KeyVault/vaults").Single().Text("enablePurgeProtection").ShouldBe("true");

    [BicepTheory]
    [MemberData(nameof(Sizes))]
    public async Task What_operators_do_to_stores_and_secrets_is_logged(string size)
    {
        var audited = (await Deployment.OfAsync(size)).OfType("Microsoft.Insights/diagnosticSettings").Select(one => one.Id).ToList();

        foreach (var type in (string[])["Microsoft.KeyVault/vaults", "Microsoft.DocumentDB/databaseAccounts", "Microsoft.Storage/storageAccounts", "Microsoft.Cdn/profiles"])
            audited.ShouldContain(id => id.Contains(type, StringComparison.OrdinalIgnoreCase), type);
    }
}
