using System.Text.Json;
using Shouldly;
using Spotify.Cli.Local;
using Spotify.Cli.Packages;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Infra.Tests;

/// <summary>The list of what the published application is made of (SBOM): whole, with licences, and none that is not allowed.</summary>
public sealed class PackageListTests : IDisposable
{
    private static readonly string Functions = Path.Combine(Repository.Root, "functions", "Spotify.Functions");
    private static readonly string Assets = Path.Combine(Functions, "obj", "project.assets.json");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_package_that_the_application_loads_at_run_time_is_in_the_list_with_its_version_and_licence()
    {
        var listed = PackageList.Read(Assets).ToDictionary(one => $"{one.Name}/{one.Version}", StringComparer.Ordinal);

        using var loaded = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(Repository.ApplicationDll, ".deps.json")));
        var libraries = loaded.RootElement.GetProperty("libraries").EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetProperty("type").GetString(), StringComparer.Ordinal);
        var packages = libraries.Where(one => one.Value == "package").Select(one => one.Key).ToList();
        packages.Count.ShouldBeGreaterThan(20);
        packages.Except(listed.Keys).ShouldBeEmpty();
        packages.ShouldAllBe(name => Licences.IsAllowed(listed[name].Licence!));
        // All else is ours, and one file of the SDK that stands in for a package in this build alone.
        libraries.Where(one => one.Value != "package").Select(one => one.Key.Split('/')[0]).Where(name => !name.StartsWith("Spotify.", StringComparison.Ordinal)).ShouldBe(["System.IO.Hashing"]);
    }

    [Fact]
    public void No_package_is_under_a_licence_that_is_not_allowed() => PackageList.FindFaults(PackageList.Read(Assets)).ShouldBeEmpty();

    [AzureRestoredFact]
    public void Nor_is_one_of_the_image() => PackageList.FindFaults(PackageList.Read(AzureRestoredFactAttribute.Assets)).ShouldBeEmpty();

    [Fact]
    public void It_is_CycloneDX_whose_references_all_lead_somewhere_and_the_same_each_time()
    {
        var packages = PackageList.Read(Assets);
        var text = PackageList.ToCycloneDx("app", packages);
        text.ShouldBe(PackageList.ToCycloneDx("app", PackageList.Read(Assets)));

        using var list = JsonDocument.Parse(text);
        var root = list.RootElement;
        (root.GetProperty("bomFormat").GetString(), root.GetProperty("specVersion").GetString()).ShouldBe(("CycloneDX", "1.6"));
        var components = root.GetProperty("components").EnumerateArray().ToList();
        components.Count.ShouldBe(packages.Count);
        foreach (var component in components)
        {
            component.GetProperty("purl").GetString().ShouldBe($"pkg:nuget/{component.GetProperty("name").GetString()}@{component.GetProperty("version").GetString()}");
            component.GetProperty("hashes")[0].GetProperty("content").GetString()!.ShouldMatch("^[0-9a-f]{128}$");
            component.GetProperty("licenses")[0].GetProperty("expression").GetString().ShouldNotBeNullOrEmpty();
        }

        var known = components.Select(one => one.GetProperty("bom-ref").GetString()!).Append("app").ToHashSet(StringComparer.Ordinal);
        foreach (var dependency in root.GetProperty("dependencies").EnumerateArray())
        {
            known.ShouldContain(dependency.GetProperty("ref").GetString()!);
            dependency.GetProperty("dependsOn").EnumerateArray().ShouldAllBe(one => known.Contains(one.GetString()!));
        }
    }

    [Theory]
    [InlineData("""<license type="expression">MIT</license>""", null)]
    [InlineData("""<license type="expression">MIT OR GPL-3.0-only</license>""", null)]
    [InlineData("""<license type="expression">MIT AND GPL-3.0-only</license>""", "Some.Package 1.2.3 is under MIT AND GPL-3.0-only")]
    [InlineData("""<license type="expression">AGPL-3.0-only</license>""", "Some.Package 1.2.3 is under AGPL-3.0-only")]
    [InlineData("""<license type="expression">GPL-2.0-only WITH Classpath-exception-2.0</license>""", "Some.Package 1.2.3 is under GPL-2.0-only WITH")]
    [InlineData("""<license type="file">LICENCE.txt</license>""", "Some.Package 1.2.3 declares no licence that is known")]
    [InlineData("""<licenseUrl>http://somewhere.invalid/licence</licenseUrl>""", "Some.Package 1.2.3 declares no licence that is known")]
    [InlineData("", "Some.Package 1.2.3 declares no licence that is known")]
    public void What_is_not_known_to_be_allowed_is_refused_by_name(string said, string? refused)
    {
        var faults = PackageList.FindFaults(PackageList.Read(Restored("Some.Package", said))).ToList();

        if (refused is null)
            faults.ShouldBeEmpty();
        else
            faults.ShouldHaveSingleItem().ShouldStartWith(refused);
    }

    [Theory]
    [InlineData("Apache License\n   Version 2.0, January 2004", "Apache-2.0")]
    [InlineData("All rights reserved.", null)]
    public void A_text_that_was_read_once_is_noticed_when_it_becomes_another(string text, string? licence)
    {
        var assets = Restored("NCrontab.Signed", """<license type="file">LICENCE.txt</license>""");
        File.WriteAllText(Path.Combine(_folder.Path, "ncrontab.signed", "1.2.3", "LICENCE.txt"), text);

        PackageList.Read(assets).ShouldHaveSingleItem().Licence.ShouldBe(licence);
    }

    [Fact]
    public void What_no_restore_wrote_is_refused()
    {
        File.WriteAllText(_folder.File("other.json"), "{}");
        Should.Throw<InvalidOperationException>(() => PackageList.Read(_folder.File("other.json"))).Message.ShouldContain("not what a restore writes");
    }

    // A package that was restored into a folder of the test's own; and one that only builds need, which is in no list.
    private string Restored(string name, string licence)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, name.ToLowerInvariant(), "1.2.3")).FullName;
        File.WriteAllText(Path.Combine(folder, "package.nuspec"), $"<package><metadata><id>{name}</id>{licence}</metadata></package>");
        var digest = Convert.ToBase64String(new byte[64]);
        File.WriteAllText(_folder.File("assets.json"), $$"""
            {
              "packageFolders": { "{{_folder.Path}}": {} },
              "targets": { "net10.0": {
                "{{name}}/1.2.3": { "type": "package", "dependencies": { "Only.Builds": "1.0.0" }, "runtime": { "lib/net10.0/x.dll": {} } },
                "Only.Builds/1.0.0": { "type": "package", "runtime": { "lib/net10.0/_._": {} } },
                "Ours/1.0.0": { "type": "project" } } },
              "libraries": { "{{name}}/1.2.3": { "sha512": "{{digest}}", "path": "{{name.ToLowerInvariant()}}/1.2.3" } }
            }
            """);
        return _folder.File("assets.json");
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class AzureRestoredFactAttribute : FactAttribute
    {
        public static readonly string Assets = Path.Combine(Functions, "obj", "azure", "project.assets.json");

        public AzureRestoredFactAttribute() => Skip = File.Exists(Assets) ? null : "nobody has built for Azure here yet: ./dev azure does";
    }
}
