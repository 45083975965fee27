using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using Spotify.Functions.Platform.Settings;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Settings;

public class ValidatedOptionsTests
{
    public sealed class StreamSettings : IValidatableObject
    {
        [Range(1, 24)]
        [Description("Set it in hours.")]
        public int Lifetime { get; set; } = 1;

        [Required]
        public string? Country { get; set; }

        public int From { get; set; }

        public int To { get; set; } = 10;

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (From > To)
                yield return new ValidationResult("the first must not be over the second.", [nameof(From), nameof(To)]);
        }
    }

    public sealed class RootSettings
    {
        [Required]
        public string? Uploads { get; set; }
    }

    [Fact]
    public void All_faults_of_all_sections_come_at_once_and_each_names_its_setting()
    {
        var exception = Should.Throw<SettingsException>(() => Validate(new() { ["Stream:Lifetime"] = "25", ["Stream:From"] = "11" }));

        exception.Faults.ShouldBe(
        [
            "Stream__Country: The Country field is required.",
            "Stream__From, Stream__To: the first must not be over the second.",
            "Stream__Lifetime: The field Lifetime must be between 1 and 24. Set it in hours.",
            "Uploads: The Uploads field is required.",
        ]);
        exception.Message.ShouldContain(exception.Faults[2]);
    }

    [Fact]
    public void A_value_of_the_wrong_kind_is_named_with_its_setting() =>
        Should.Throw<SettingsException>(() => Validate(new() { ["Stream:Lifetime"] = "soon", ["Uploads"] = "x" }))
            .Faults.ShouldBe(["Stream__Lifetime: 'soon' is not a whole number."]);

    [Fact]
    public void Good_settings_pass() => Should.NotThrow(() => Validate(new() { ["Stream:Country"] = "SE", ["Uploads"] = "x" }));

    [Fact]
    public async Task The_host_does_not_start_anything_with_bad_settings()
    {
        var started = false;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddHostedService(_ => new Recorder(() => started = true));
        builder.Services.AddValidatedOptions<RootSettings>(builder.Configuration, "");
        using var host = builder.Build();

        await Should.ThrowAsync<SettingsException>(() => host.StartAsync());

        started.ShouldBeFalse();
    }

    private static void Validate(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        using var services = new ServiceCollection()
            .AddValidatedOptions<StreamSettings>(configuration, "Stream")
            .AddValidatedOptions<RootSettings>(configuration, "")
            .BuildServiceProvider();
        services.GetRequiredService<SettingsValidator>().Validate();
    }

    private sealed class Recorder(Action start) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            start();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
