using System.Text.RegularExpressions;
using Shouldly;
using Spotify.Cli.Local;
using Spotify.Infra.Tests.Bicep;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Spotify.Infra.Tests;

/// <summary>What Backstage is told is what there is, and what the template makes keeps the rules of the code.</summary>
public partial class BackstageTests
{
    private static readonly string Folder = Path.Combine(BicepCompiler.Folder, "backstage");
    private static readonly string Skeleton = Path.Combine(Folder, "template", "skeleton");
    private static readonly IReadOnlyList<YamlMappingNode> Entities = Read("catalog-info.yaml");

    [Fact]
    public void Every_entity_has_what_Backstage_demands()
    {
        foreach (var entity in Entities)
        {
            var name = Text(entity, "metadata", "name")!;
            EntityName().IsMatch(name).ShouldBeTrue(name);
            Text(entity, "apiVersion").ShouldBe("backstage.io/v1alpha1", name);
            string[] demanded = Text(entity, "kind") switch
            {
                "Component" or "API" => ["type", "lifecycle", "owner"],
                "Resource" => ["type", "owner"],
                "System" or "Domain" => ["owner"],
                "Group" => ["type", "children"],
                "Location" => ["targets"],
                var other => throw new InvalidOperationException($"{name} is a {other}."),
            };
            demanded.Where(one => Node(entity, "spec", one) is null).ShouldBeEmpty(name);
        }

        Entities.Select(RefOf).ShouldBeUnique();
    }

    [Fact]
    public void Every_reference_leads_to_an_entity()
    {
        var known = Entities.Select(RefOf).ToHashSet(StringComparer.Ordinal);
        foreach (var entity in Entities)
        {
            ((string Field, string Kind)[] single, (string Field, string Kind)[] many) = ([("owner", "group"), ("system", "system"), ("domain", "domain"), ("subcomponentOf", "component")], [("dependsOn", "component"), ("providesApis", "api")]);
            var references = single.Select(one => (one.Kind, Value: Text(entity, "spec", one.Field))).Where(one => one.Value is not null)
                .Concat(many.SelectMany(one => (Node(entity, "spec", one.Field) as YamlSequenceNode)?.Children.Select(child => (one.Kind, (string?)child.ToString())) ?? []));
            foreach (var (kind, value) in references)
                known.ShouldContain(Whole(kind, value!), RefOf(entity));
        }
    }

    [Fact]
    public void Every_capability_of_the_code_is_a_component_with_an_owner_and_no_other_is()
    {
        var folders = Directory.GetDirectories(Path.Combine(Repository.Root, "functions", "Spotify.Functions")).Select(folder => Path.GetFileName(folder)!).Where(name => name is not ("bin" or "obj"));
        var components = Entities.Where(one => Text(one, "spec", "type") == "capability").ToList();

        components.Select(one => Text(one, "metadata", "annotations", "spotify/folder")).ShouldBe(folders.Select(name => $"functions/Spotify.Functions/{name}"), ignoreOrder: true);
        components.ShouldAllBe(one => Text(one, "metadata", "annotations", "spotify/folder")!.EndsWith("/" + Text(one, "metadata", "name"), StringComparison.OrdinalIgnoreCase));
        components.Where(one => Text(one, "spec", "subcomponentOf") == "component:default/media").Select(one => Text(one, "metadata", "name")).ShouldBe(["ingestion"]);
    }

    [Fact]
    public void Every_resource_has_its_module_and_somebody_who_uses_it()
    {
        var used = Entities.SelectMany(one => (Node(one, "spec", "dependsOn") as YamlSequenceNode)?.Children.Select(child => child.ToString()) ?? []).ToHashSet(StringComparer.Ordinal);
        foreach (var resource in Entities.Where(one => Text(one, "kind") == "Resource"))
        {
            File.Exists(Path.Combine(Repository.Root, Text(resource, "metadata", "annotations", "spotify/module")!)).ShouldBeTrue(RefOf(resource));
            used.ShouldContain(RefOf(resource));
        }
    }

    [Fact]
    public void The_description_of_the_API_is_the_one_that_the_application_answers_with()
    {
        var api = Entities.Single(one => Text(one, "kind") == "API");

        new Uri(Text(api, "spec", "definition", "$text")!).AbsolutePath.ShouldBe("/" + AppFunctions.All.Single(one => one.Name == "GetApiDescription").Route);
        (Node(Entities.Single(one => RefOf(one) == "component:default/api"), "spec", "providesApis") as YamlSequenceNode)!.Children.Select(one => one.ToString()).ShouldBe([Text(api, "metadata", "name")]);
    }

    [Fact]
    public void The_pages_of_TechDocs_are_the_projects_pages()
    {
        var mkdocs = Read("mkdocs.yml").ShouldHaveSingleItem();
        var docs = Path.GetFullPath(Path.Combine(Folder, Text(mkdocs, "docs_dir")!));

        docs.ShouldBe(Path.Combine(Repository.Root, "docs"));
        Directory.GetFiles(docs, "*.md").ShouldNotBeEmpty();
        Entities.Where(one => Text(one, "metadata", "annotations", "backstage.io/techdocs-ref") is not null).Select(one => Text(one, "metadata", "annotations", "backstage.io/techdocs-ref")).Distinct().ShouldBe(["dir:."]);
    }

    [Fact]
    public void The_template_asks_for_what_it_uses_and_uses_what_it_asks_for()
    {
        var location = Entities.Single(one => Text(one, "kind") == "Location");
        var target = (Node(location, "spec", "targets") as YamlSequenceNode)!.Children.ShouldHaveSingleItem().ToString();
        var text = File.ReadAllText(Path.Combine(Folder, target));
        var template = Read(target).ShouldHaveSingleItem();

        Text(template, "apiVersion").ShouldBe("scaffolder.backstage.io/v1beta3");
        var asked = ((YamlSequenceNode)Node(template, "spec", "parameters")!).Children.SelectMany(page => ((YamlMappingNode)Node(page, "properties")!).Children.Keys.Select(key => key.ToString())).ToList();
        Parameter().Matches(text).Select(match => match.Groups[1].Value).Distinct().ShouldBe(asked, ignoreOrder: true);
        var given = ((YamlMappingNode)Node(((YamlSequenceNode)Node(template, "spec", "steps")!).Children[0], "input", "values")!).Children.Keys.Select(key => key.ToString()).ToList();
        var used = Files().SelectMany(file => Value().Matches(file + File.ReadAllText(file)).Select(match => match.Groups[1].Value)).Distinct();
        used.ShouldBe(given, ignoreOrder: true);
    }

    [Fact]
    public void What_the_template_makes_has_its_folders_name_in_three_places_and_keeps_the_rules_of_functions()
    {
        var made = Files().ToDictionary(
            file => Fill(Path.GetRelativePath(Skeleton, file)).Replace('\\', '/'), file => Fill(File.ReadAllText(file)), StringComparer.Ordinal);

        foreach (var folder in (string[])["functions/Spotify.Core/Podcasts/", "functions/Spotify.Functions/Podcasts/", "tests/Spotify.Functions.Tests/Podcasts/"])
            made.Keys.ShouldContain(path => path.StartsWith(folder, StringComparison.Ordinal));
        foreach (var (path, text) in made.Where(one => one.Key.EndsWith(".cs", StringComparison.Ordinal)))
        {
            text.ShouldNotContain("${{", customMessage: path);
            text.ShouldContain($"namespace {Path.GetDirectoryName(path)!.Replace('\\', '/').Split('/', 2)[1].Replace('/', '.')};", customMessage: path);
        }

        var function = made["functions/Spotify.Functions/Podcasts/GetPodcasts.cs"];
        function.Split('\n').Length.ShouldBeLessThanOrEqualTo(60);
        foreach (var attribute in (string[])["[Function(", "[Access(", "[Operation(", "[Answers(", "AuthorizationLevel.Anonymous"])
            function.ShouldContain(attribute);
    }

    private static string[] Files() => Directory.GetFiles(Skeleton, "*", SearchOption.AllDirectories);

    private static string Fill(string text) =>
        text.Replace("${{values.name}}", "Podcasts", StringComparison.Ordinal).Replace("${{values.lower}}", "podcasts", StringComparison.Ordinal)
            .Replace("${{values.noun}}", "podcasts", StringComparison.Ordinal).Replace("${{values.owner}}", "content", StringComparison.Ordinal);

    private static List<YamlMappingNode> Read(string file)
    {
        var stream = new YamlStream();
        using var reader = new StreamReader(Path.Combine(Folder, file));
        stream.Load(reader);
        return [.. stream.Documents.Select(document => document.RootNode).OfType<YamlMappingNode>()];
    }

    private static YamlNode? Node(YamlNode node, params string[] path) =>
        path.Aggregate((YamlNode?)node, (at, name) => (at as YamlMappingNode)?.Children.TryGetValue(new YamlScalarNode(name), out var found) == true ? found : null);

    private static string? Text(YamlNode node, params string[] path) => (Node(node, path) as YamlScalarNode)?.Value;

    private static string RefOf(YamlNode entity) => $"{Text(entity, "kind")!.ToLowerInvariant()}:default/{Text(entity, "metadata", "name")}";

    private static string Whole(string kind, string reference) => reference.Contains(':', StringComparison.Ordinal) ? reference : $"{kind}:default/{reference}";

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$")]
    private static partial Regex EntityName();

    [GeneratedRegex(@"\$\{\{ parameters\.(\w+)")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\$\{\{ ?values\.(\w+) ?\}\}")]
    private static partial Regex Value();
}
