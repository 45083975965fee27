using System.Reflection;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Functions.Platform.Blobs;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Events;
using Spotify.Functions.Platform.Privacy;
using Spotify.Functions.Privacy;
using Spotify.Functions.Telemetry.Listeners;
using Spotify.Functions.Telemetry.Privacy;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Privacy;

/// <summary>The list of places against what there is. Whoever adds a place, or a store of personal data, has to write down what it holds of persons.</summary>
public sealed class PersonalDataInventoryTests
{
    private static readonly IReadOnlyList<string> Listed = [.. PersonalDataInventory.Places.Select(place => place.Place)];

    [Fact]
    public void Every_container_of_documents_is_listed() => DocumentContainer.All.Select(PersonalPlace.Documents).Except(Listed).ShouldBeEmpty();

    [Fact]
    public void Every_container_of_blobs_is_listed() => BlobContainers.InUploads.Concat(BlobContainers.InMedia).Select(PersonalPlace.Blobs).Except(Listed).ShouldBeEmpty();

    [Fact]
    public void Every_hub_is_listed() =>
        Constants(typeof(EventHubNames)).Where(constant => constant.Name != nameof(EventHubNames.Connection))
            .Select(constant => PersonalPlace.Hub((string)constant.GetRawConstantValue()!)).Except(Listed).ShouldBeEmpty();

    [Fact]
    public void Every_kind_of_document_in_the_container_that_all_share_is_listed() =>
        typeof(PersonalDataInventory).Assembly.GetTypes().SelectMany(Constants).Where(constant => constant.Name == "Kind" && constant.FieldType == typeof(string))
            .Select(constant => PersonalPlace.Documents(DocumentContainer.System, (string)constant.GetRawConstantValue()!)).Except(Listed).ShouldBeEmpty();

    [Fact]
    public void Nothing_is_listed_twice() => Listed.GroupBy(place => place).Where(group => group.Count() > 1).Select(group => group.Key).ShouldBeEmpty();

    [Fact]
    public async Task Who_exports_and_erases_names_places_of_the_list_and_the_list_names_nobody_else()
    {
        using var folder = new TempFolder();
        await using var services = Compose(folder).BuildServiceProvider();
        var stores = services.GetServices<IPersonalData>().ToList();
        stores.Select(store => store.Name).ShouldBeUnique();
        foreach (var store in stores)
            store.Places.Except(Listed).ShouldBeEmpty($"places of {store.Name}");
        PersonalDataInventory.Places.Select(place => place.CoveredBy).OfType<string>().Except(stores.Select(store => store.Name)).ShouldBeEmpty();
        foreach (var place in PersonalDataInventory.Places.Where(place => place.CoveredBy is not null))
            stores.Single(store => store.Name == place.CoveredBy).Places.ShouldContain(place.Place);
    }

    [Fact]
    public void What_names_a_person_is_covered_or_goes_by_itself() =>
        PersonalDataInventory.Places.Where(place => place is { Content: PersonalContent.Personal, CoveredBy: null }).Select(place => place.Place)
            .ShouldBe(["documents/system/erasure-requests", "documents/system/limit", "documents/system/audit", "documents/system/account-changes", "hubs/plays", "hubs/activity", "hubs/diagnostics", "hubs/recommendations"]);

    private static IEnumerable<FieldInfo> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly).Where(field => field.IsLiteral);

    private static IServiceCollection Compose(TempFolder folder)
    {
        const string Account = "DefaultEndpointsProtocol=https;AccountName=nobody;AccountKey=bm9ib2R5;EndpointSuffix=storage.invalid";
        var builder = FunctionsApplication.CreateBuilder(["--Embedded:Port", "0", "--Embedded:DataDirectory", folder.Path]);
        builder.Configuration["EventHubs"] = $"Endpoint=sb://{Path.GetFileName(folder.Path)}/;SharedAccessKeyName=a;SharedAccessKey=b";
        builder.Configuration["Uploads"] = Account;
        builder.Configuration["Media"] = Account;
        builder.Configuration["AzureWebJobsStorage"] = Account;
        Program.Configure(builder);
        return builder.Services.AddListeners().AddTelemetryPersonalData().AddPrivacy(builder.Configuration);
    }
}
