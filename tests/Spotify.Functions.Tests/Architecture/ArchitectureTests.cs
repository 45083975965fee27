using System.Text.RegularExpressions;
using Shouldly;
using Spotify.Cli.Local;
using Spotify.Core;
using Xunit;

namespace Spotify.Functions.Tests.Architecture;

/// <summary>The folder names are the architecture: what may know what, read from the source itself.</summary>
public partial class ArchitectureTests
{
    private static readonly string Functions = Path.Combine(Repository.Root, "functions");
    private static readonly string Application = Path.Combine(Functions, "Spotify.Functions");

    // Who writes to a container; nobody else names it.
    private static readonly Dictionary<string, string> OwnerOfContainer = new(StringComparer.Ordinal)
    {
        ["Catalog"] = "Catalog",
        ["Fingerprints"] = "Identity",
        ["Plays"] = "Telemetry",
    };

    // Deliveries are the one's, flags about their sound the other's: partitions of their own.
    private static readonly string[] OwnersOfLabels = ["Ingestion", "Identity", "Royalties/Rights"];

    // What is counted and listed: each has scopes of its own there.
    private static readonly string[] OwnersOfAggregates = ["Telemetry", "Catalog"];

    [Fact]
    public void The_core_knows_nothing_but_the_base_class_library() =>
        typeof(TransientException).Assembly.GetReferencedAssemblies().Select(name => name.Name!)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal) && name is not "System" and not "netstandard" and not "mscorlib").ShouldBeEmpty();

    [Fact]
    public void The_platform_knows_no_capability() =>
        Sources(Path.Combine(Application, "Platform"))
            .Where(file => CapabilityUsing().IsMatch(file.Text)).Select(file => file.Name).ShouldBeEmpty();

    [Fact]
    public void A_container_of_documents_has_one_owner() =>
        (from file in Sources(Application)
         where !file.Name.Contains("/Platform/", StringComparison.Ordinal)
         from Match match in ContainerUse().Matches(file.Text)
         where OwnerOfContainer.TryGetValue(match.Groups[1].Value, out var owner) && !file.Name.Contains($"/Spotify.Functions/{owner}/", StringComparison.Ordinal)
         select $"{file.Name} uses {match.Value}").ShouldBeEmpty();

    [Fact]
    public void Aggregates_are_written_by_few() =>
        (from file in Sources(Application)
         where !file.Name.Contains("/Platform/", StringComparison.Ordinal) && file.Text.Contains("DocumentContainer.Aggregates", StringComparison.Ordinal)
         where !OwnersOfAggregates.Any(owner => file.Name.Contains($"/Spotify.Functions/{owner}/", StringComparison.Ordinal))
         select file.Name).ShouldBeEmpty();

    [Fact]
    public void Labels_documents_are_written_by_few() =>
        (from file in Sources(Application)
         where !file.Name.Contains("/Platform/", StringComparison.Ordinal) && file.Text.Contains("DocumentContainer.Labels", StringComparison.Ordinal)
         where !OwnersOfLabels.Any(owner => file.Name.Contains($"/Spotify.Functions/{owner}/", StringComparison.Ordinal))
         select file.Name).ShouldBeEmpty();

    [Fact]
    public void A_namespace_is_its_folder() =>
        (from file in Sources(Application).Concat(Sources(Path.Combine(Functions, "Spotify.Core")))
         let declared = NamespaceLine().Match(file.Text).Groups[1].Value
         let folder = Path.GetDirectoryName(file.Name)!.Replace('\\', '/').Split("functions/")[1].Replace('/', '.')
         // What stands in for a package stands in the package's namespace.
         where declared != folder && !file.Name.EndsWith(".Gaps.cs", StringComparison.Ordinal)
         select $"{file.Name}: {declared}").ShouldBeEmpty();

    [Fact]
    public void A_function_is_an_adapter_of_few_lines_and_an_orchestrator_a_story_of_not_many_more() =>
        (from file in Sources(Application)
         where file.Text.Contains("[Function(", StringComparison.Ordinal)
         let most = file.Text.Contains("[OrchestrationTrigger]", StringComparison.Ordinal) ? 120 : file.Text.Contains("[HttpTrigger(", StringComparison.Ordinal) ? 60 : 75
         let lines = file.Text.Split('\n').Length
         where lines > most
         select $"{file.Name}: {lines} lines, at most {most}").ShouldBeEmpty();

    [Fact]
    public void One_file_holds_one_function() =>
        Sources(Application).Where(file => FunctionLine().Count(file.Text) > 1).Select(file => file.Name).ShouldBeEmpty();

    [Fact]
    public void Two_files_alone_exist_once_for_each_runtime() =>
        Sources(Functions).Select(file => file.Name).Where(name => name.EndsWith(".Embedded.cs", StringComparison.Ordinal) || name.EndsWith(".Azure.cs", StringComparison.Ordinal))
            .Select(name => Path.GetFileName(name)).Order(StringComparer.Ordinal)
            .ShouldBe(["Runtime.Azure.cs", "Runtime.Embedded.cs", "TokenValidation.Azure.cs", "TokenValidation.Embedded.cs"]);

    [Fact]
    public void No_source_is_compiled_by_condition() =>
        Sources(Functions).Where(file => Condition().IsMatch(file.Text)).Select(file => file.Name).ShouldBeEmpty();

    // WorkFolders compares with what the file system stamped, whose clock is the machine's.
    [Fact]
    public void Time_and_waiting_come_from_the_injected_clock() =>
        (from file in Sources(Application).Concat(Sources(Path.Combine(Functions, "Spotify.Core")))
         where !file.Name.EndsWith("/WorkFolders.cs", StringComparison.Ordinal)
         from Match match in MachineClock().Matches(file.Text)
         select $"{file.Name}: {match.Value}").ShouldBeEmpty();

    [Fact]
    public void Json_answers_and_refusals_are_written_in_one_place() =>
        (from file in Sources(Application)
         where !file.Name.Contains("/Platform/Http/", StringComparison.Ordinal)
         from Match match in OtherAnswers().Matches(file.Text)
         select $"{file.Name}: {match.Value}").ShouldBeEmpty();

    private static IEnumerable<(string Name, string Text)> Sources(string folder) =>
        Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(path => path.Replace('\\', '/'))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/node_modules/", StringComparison.Ordinal))
            .Select(path => (path, File.ReadAllText(path)));

    [GeneratedRegex(@"^using Spotify\.Functions\.(?!Platform)\w+", RegexOptions.Multiline)]
    private static partial Regex CapabilityUsing();

    [GeneratedRegex(@"DocumentContainer\.(\w+)")]
    private static partial Regex ContainerUse();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^\s*\[Function\(", RegexOptions.Multiline)]
    private static partial Regex FunctionLine();

    [GeneratedRegex(@"^\s*#if\b", RegexOptions.Multiline)]
    private static partial Regex Condition();

    [GeneratedRegex(@"\b(DateTime|DateTimeOffset)\.(UtcNow|Now)\b|\bThread\.Sleep\(|\bTask\.Delay\((?!.*(time|_time)\b)")]
    private static partial Regex MachineClock();

    [GeneratedRegex(@"\b(Typed)?Results\.(Json|Ok|Problem|BadRequest|NotFound|Text|Content)\(")]
    private static partial Regex OtherAnswers();
}
