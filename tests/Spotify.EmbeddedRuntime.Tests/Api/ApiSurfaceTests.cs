using Microsoft.Azure.Functions.Worker;
using Shouldly;
using Xunit;

namespace Spotify.EmbeddedRuntime.Tests.Api;

public sealed class ApiSurfaceTests
{
    private static readonly string[] Roots = ["Microsoft", "DurableTask", "Azure"];

    [ReferenceFact]
    public void Every_public_type_and_member_in_the_packages_namespaces_is_in_the_reference_listing()
    {
        var listing = ApiListing.Parse(File.ReadAllText(ReferenceFactAttribute.Listing));

        var differences = ApiComparison.Compare(listing, ApiReflection.Read(typeof(FunctionContext).Assembly, Roots));

        // The listing has BindInputAsync, and leaves out what it returns: the Azure build holds that one against the package itself.
        differences = [.. differences.Where(difference => !difference.Contains("InputBindingData", StringComparison.Ordinal))];
        differences.ShouldBeEmpty(string.Join(Environment.NewLine, differences));
    }

    [Fact]
    public void Everything_public_lives_in_the_packages_namespaces_or_in_the_runtimes_own() =>
        typeof(FunctionContext).Assembly.GetExportedTypes()
            .Where(type => !Roots.Append("Spotify.EmbeddedRuntime").Any(root => type.Namespace == root || type.Namespace!.StartsWith(root + ".", StringComparison.Ordinal)))
            .ShouldBeEmpty();
}
