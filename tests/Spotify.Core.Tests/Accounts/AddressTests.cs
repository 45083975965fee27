using Shouldly;
using Spotify.Core.Accounts;
using Xunit;

namespace Spotify.Core.Tests.Accounts;

/// <summary>E-mail addresses, and addresses that apps have listeners sent back to.</summary>
public class AddressTests
{
    [Theory]
    [InlineData("a@b.se", "a@b.se")]
    [InlineData("  Åsa.Ek@Mail.Example ", "åsa.ek@mail.example")]
    [InlineData("a+b@mail.example", "a+b@mail.example")]
    [InlineData("a@BÜCHER.example", "a@xn--bcher-kva.example")]
    public void Addresses_are_compared_in_one_form(string text, string normalised)
    {
        EmailAddress.TryParse(text, out var address).ShouldBeTrue();
        address!.Normalised.ShouldBe(normalised);
        address.Text.ShouldBe(text.Trim());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("@b.se")]
    [InlineData("a@")]
    [InlineData("a@b")]
    [InlineData("a@b..se")]
    [InlineData("a@-b.se")]
    [InlineData(".a@b.se")]
    [InlineData("a..b@b.se")]
    [InlineData("a b@b.se")]
    [InlineData("a@b.se@c.se")]
    [InlineData("a\r\nBcc: x@b.se")]
    [InlineData("<a@b.se>")]
    [InlineData("a@b.se\u0000")]
    public void What_is_no_address_is_refused(string? text) => EmailAddress.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void An_address_that_is_too_long_is_refused()
    {
        EmailAddress.TryParse(new string('a', 65) + "@b.se", out _).ShouldBeFalse();
        EmailAddress.TryParse("a@" + string.Join('.', Enumerable.Repeat(new string('b', 60), 5)) + ".se", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("https://app.example/callback")]
    [InlineData("https://app.example:8443/callback?a=b")]
    [InlineData("http://127.0.0.1:3000/callback")]
    [InlineData("http://[::1]/callback")]
    [InlineData("http://localhost:3000/")]
    [InlineData("com.example.app:/callback")]
    [InlineData("com.example.app://callback")]
    public void An_app_may_register(string address) => RedirectAddress.FindFault(address).ShouldBeNull();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/callback")]
    [InlineData("//app.example/callback")]
    [InlineData("app.example")]
    [InlineData("http://app.example/callback")]
    [InlineData("https://app.example/callback#here")]
    [InlineData("https://user@app.example/callback")]
    [InlineData("https://*.example/callback")]
    [InlineData("https://app.example\\@evil.example/")]
    [InlineData("https://app.example/call back")]
    [InlineData("https://app.example/\r\nX: y")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("myapp:/callback")]
    public void An_app_may_not_register(string? address) => RedirectAddress.FindFault(address).ShouldNotBeNull();

    [Theory]
    [InlineData("https://app.example/cb", "https://app.example/cb", true)]
    [InlineData("https://app.example/cb", "https://app.example/cb/", false)]
    [InlineData("https://app.example/cb", "https://APP.example/cb", false)]
    [InlineData("https://app.example/cb", "https://app.example:443/cb", false)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:51234/cb", true)]
    [InlineData("http://127.0.0.1:3000/cb", "http://127.0.0.1:51234/cb", true)]
    [InlineData("http://127.0.0.1:3000/cb", "http://127.0.0.1/cb", true)]
    [InlineData("http://[::1]/cb", "http://[::1]:8080/cb", true)]
    [InlineData("http://127.0.0.1", "http://127.0.0.1:1", true)]
    [InlineData("http://127.0.0.1/cb?a=b", "http://127.0.0.1:1/cb?a=b", true)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:51234/other", false)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:51234/cb?x=y", false)]
    [InlineData("http://127.0.0.1/cb", "https://127.0.0.1/cb", false)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1.evil.example/cb", false)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:80@evil.example/cb", false)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:/cb", false)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:99999/cb", false)]
    [InlineData("http://127.0.0.1/cb", "http://[::1]/cb", false)]
    [InlineData("http://localhost:3000/cb", "http://localhost:3001/cb", false)]
    public void An_address_that_is_asked_for_is_the_registered_one_but_for_a_port_on_loopback(string registered, string asked, bool matches) =>
        RedirectAddress.Matches(registered, asked).ShouldBe(matches);

    [Theory]
    [InlineData("https://app.example:8443/callback?a=b", "https://app.example:8443")]
    [InlineData("http://127.0.0.1:3000/callback", "http://127.0.0.1:3000")]
    [InlineData("com.example.app:/callback", "com.example.app:")]
    public void A_policy_names_where_the_form_ends(string address, string target) => RedirectAddress.FormTarget(address).ShouldBe(target);
}
