using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Shouldly;
using Spotify.Cli.Local;
using Xunit;

namespace Spotify.Infra.Tests;

/// <summary>The list of docs/security.md: every subject is there, every test that it names exists, and what no other test holds is held here.</summary>
public partial class SecurityListTests
{
    private static readonly string[] Rows = [.. File.ReadAllLines(Path.Combine(Repository.Root, "docs", "security.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(2)];

    private static string Workflow => File.ReadAllText(Path.Combine(Repository.Root, ".github", "workflows", "ci.yml"));

    [Fact]
    public void The_list_has_every_subject_of_the_review() =>
        Rows.Select(row => row.Split('|')[1].Trim()).ShouldBeSubsetOf(
            ["headers", "strict transport", "errors", "access", "tokens", "operators", "CORS", "TLS floor", "public network", "SAS scope", "key access", "secrets", "grants", "container user", "no compiler", "SBOM", "logs", "uploads"]);

    [Theory]
    [InlineData("headers")]
    [InlineData("strict transport")]
    [InlineData("CORS")]
    [InlineData("TLS floor")]
    [InlineData("public network")]
    [InlineData("SAS scope")]
    [InlineData("key access")]
    [InlineData("container user")]
    [InlineData("no compiler")]
    [InlineData("SBOM")]
    public void A_subject_that_must_be_reviewed_is_in_the_list(string subject) => Rows.ShouldContain(row => row.StartsWith($"| {subject} |", StringComparison.Ordinal));

    [Fact]
    public void Every_test_that_the_list_names_exists()
    {
        var sources = Directory.GetFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .GroupBy(file => Path.GetFileNameWithoutExtension(file), StringComparer.Ordinal).ToDictionary(one => one.Key, one => string.Concat(one.Select(File.ReadAllText)), StringComparer.Ordinal);
        foreach (var row in Rows)
        {
            var named = Named().Matches(row.Split('|')[3]).Select(match => match.Groups[1].Value).ToList();
            named.ShouldNotBeEmpty(row);
            foreach (var test in named)
            {
                var (type, method) = test.Split('.') is [var one, var other] ? (one, other) : (test, null);
                sources.ShouldContainKey(type, row);
                if (method is not null)
                    sources[type].ShouldContain($" {method}(", customMessage: row);
            }
        }
    }

    [Fact]
    public void The_image_is_looked_into_for_its_user_and_for_compilers()
    {
        Workflow.ShouldContain("--entrypoint id spotify:ci -u)\" = 10001");
        Workflow.ShouldContain("! command -v gcc");
    }

    [Fact]
    public void What_is_in_the_image_is_listed_and_kept()
    {
        Workflow.ShouldContain("docker sbom spotify:ci --format spdx-json --output sbom.spdx.json");
        Workflow.ShouldContain("path: sbom.spdx.json");
        // The packages of the application, by the same code that PackageListTests holds.
        Workflow.ShouldContain("spotify.dll sbom --assets functions/Spotify.Functions/obj/azure/project.assets.json --to packages.cdx.json");
        Workflow.ShouldContain("path: packages.cdx.json");
    }

    [Fact]
    public void Every_version_is_pinned()
    {
        var versions = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion").Select(one => (string)one.Attribute("Version")!).ToList();
        versions.Count.ShouldBeGreaterThan(20);
        versions.ShouldAllBe(version => Exact().IsMatch(version));
        foreach (var file in (string[])["functions/Spotify.Cli/package-lock.json", "tests/clients/package-lock.json"])
        {
            var packages = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, file)))!["packages"]!.AsObject().Where(one => one.Key.Length > 0 && one.Value!["link"] is null && one.Value["inBundle"] is null).ToList();
            packages.ShouldNotBeEmpty();
            packages.ShouldAllBe(one => one.Value!["integrity"] != null, file);
        }
    }

    [GeneratedRegex("`([A-Za-z]+Tests(?:\\.\\w+)?)`")]
    private static partial Regex Named();

    [GeneratedRegex(@"^\d+\.\d+\.\d+(\.\d+)?(-[\w.]+)?$")]
    private static partial Regex Exact();
}
