using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Shouldly;
using Spotify.Functions.Accounts;
using Spotify.Functions.Tests.Hosting;
using Spotify.TestSupport;
using Xunit.Abstractions;

namespace Spotify.Functions.Tests.Clients;

/// <summary>The pages for people, in a real browser.</summary>
public sealed class BrowserSignInTests(ITestOutputHelper output)
{
    [BrowserFact]
    public async Task Somebody_signs_up_allows_an_app_and_signs_in_again_in_a_real_browser()
    {
        var functions = typeof(Program).Assembly.GetTypes().Where(type => type.Namespace == typeof(SignIn).Namespace
            && type.GetMethods().Any(method => method.GetCustomAttribute<FunctionAttribute>() is not null && method.GetParameters().Any(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>() is not null)));
        await using var application = await ComposedApplication.StartAsync(functions, new Dictionary<string, string?> { ["Accounts:PasswordIterations"] = "1000" });
        var port = FreePort();
        using var staff = application.Operator();
        var registered = await staff.PostAsJsonAsync(
            "/v1/admin/clients", new { name = "A desktop program", redirect_uris = new[] { $"http://127.0.0.1:{port}/callback" }, confidential = false });
        registered.EnsureSuccessStatusCode();
        var client = (await registered.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("client_id").GetString()!;

        var checks = await NodeProgram.RunAsync("browser/sign-in.mjs", application.Address.ToString().TrimEnd('/'), client, port.ToString(CultureInfo.InvariantCulture));

        foreach (var check in checks)
            output.WriteLine(check.ToString());
        checks.ShouldNotBeEmpty();
        checks.Where(check => !check.Ok).ShouldBeEmpty();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
