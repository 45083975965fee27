using Shouldly;
using Spotify.Cli.Local;
using Spotify.Infra.Tests.Bicep;
using Xunit;

namespace Spotify.Infra.Tests;

public class DockerfileTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(BicepCompiler.Folder, "Dockerfile"));

    [Fact]
    public void The_container_does_not_run_as_root() => Lines.Last(line => line.StartsWith("USER ", StringComparison.Ordinal)).ShouldBe("USER spotify");

    [Fact]
    public void The_application_belongs_to_root_so_that_it_cannot_change_itself() => Lines.ShouldContain(line => line.StartsWith("COPY --from=build --chown=root:root ", StringComparison.Ordinal));

    [Fact]
    public void The_image_is_not_the_one_that_builds_and_installs_the_tools_alone()
    {
        var last = Lines.Skip(Array.FindLastIndex(Lines, line => line.StartsWith("FROM ", StringComparison.Ordinal))).ToList();

        last[0].ShouldNotContain("/sdk");
        string.Join(' ', last).ShouldContain("install -y --no-install-recommends ffmpeg libchromaprint-tools");
    }

    [Fact]
    public void What_the_build_copies_there_is()
    {
        foreach (var line in Lines.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from", StringComparison.Ordinal)))
        {
            foreach (var path in line.Split(' ')[1..^1])
                Path.Exists(Path.Combine(Repository.Root, path)).ShouldBeTrue(path);
        }
    }

    [BicepFact]
    public async Task It_listens_where_the_platform_looks()
    {
        var port = Lines.Single(line => line.StartsWith("EXPOSE ", StringComparison.Ordinal))["EXPOSE ".Length..];

        Lines.ShouldContain(line => line.Contains($"ASPNETCORE_URLS=http://+:{port}", StringComparison.Ordinal));
        (await Deployment.OfAsync("dev")).SettingsOf("func-api")["WEBSITES_PORT"].ShouldBe(port);
    }

    [Fact]
    public void Both_services_of_azd_are_of_this_image()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "azure.yaml"));

        text.Split("path: infra/Dockerfile").Length.ShouldBe(3);
        text.ShouldContain("  api:\n");
        text.ShouldContain("  media:\n");
    }
}
