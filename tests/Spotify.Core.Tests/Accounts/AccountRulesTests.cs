using Shouldly;
using Spotify.Core.Accounts;
using Spotify.Core.Catalog;
using Xunit;

namespace Spotify.Core.Tests.Accounts;

public class AccountRulesTests
{
    private static readonly DateOnly Today = new(2026, 11, 25);

    [Theory]
    [InlineData("2013-11-25", true)]
    [InlineData("2013-11-26", false)]
    [InlineData("2012-02-29", true)]
    [InlineData("1899-12-31", false)]
    [InlineData("2027-01-01", false)]
    [InlineData("1990-5-23", false)]
    [InlineData("1990-02-30", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Thirteen_years_are_enough_and_a_date_is_a_date(string? birthdate, bool good) => (AccountRules.FindBirthFault(birthdate, Today, out _) is null).ShouldBe(good);

    [Theory]
    [InlineData("12345678", true)]
    [InlineData("1234567", false)]
    [InlineData(null, false)]
    [InlineData("        ", false)]
    [InlineData("åäö åäö å", true)]
    [InlineData("Person@Mail.Example", false)]
    public void A_password_is_long_enough_and_not_the_obvious_one(string? password, bool good) =>
        (AccountRules.FindPasswordFault(password, "person@mail.example ") is null).ShouldBe(good);

    [Fact]
    public void A_password_ends_somewhere() => AccountRules.FindPasswordFault("ab" + new string('x', 127), null).ShouldNotBeNull();

    [Theory]
    [InlineData(" Åsa ", true)]
    [InlineData("宇多田ヒカル", true)]
    [InlineData("👨‍👩‍👧", true)]
    [InlineData("می‌خواهم", true)]
    [InlineData(" ", false)]
    [InlineData("a\nb", false)]
    [InlineData("a\u202Eb", false)]
    [InlineData("a\u2028b", false)]
    [InlineData("a\uE000", false)]
    public void A_name_is_text_that_stays_where_it_is_put(string name, bool good) => (AccountRules.FindNameFault(name, out _) is null).ShouldBe(good);

    [Fact]
    public void Half_a_character_is_no_name()
    {
        foreach (var name in new[] { "a\uD83Db", "a\uD83D", "\uDC68", "\uDC68\uD83D" })
            AccountRules.FindNameFault(name, out _).ShouldNotBeNull();
    }

    [Fact]
    public void A_name_loses_the_spaces_around_it_and_has_sixty_characters_at_most()
    {
        AccountRules.FindNameFault(" Åsa ", out var name).ShouldBeNull();
        name.ShouldBe("Åsa");
        AccountRules.FindNameFault(new string('a', 61), out _).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("SE", true)]
    [InlineData("GB", true)]
    [InlineData("UK", false)]
    [InlineData("se", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_country_is_one_of_the_list(string? country, bool good) => (AccountRules.FindCountryFault(country) is null).ShouldBe(good);

    [Fact]
    public void The_list_has_each_country_once()
    {
        Countries.All.Count.ShouldBe(249);
        Countries.All.Select(country => country.Code).ShouldBeUnique();
        Countries.All.ShouldAllBe(country => country.Name.Length > 2);
    }

    [Fact]
    public void Scopes_are_read_once_each_in_the_lists_order_and_unknown_ones_are_named()
    {
        Scopes.TryParse(" user-top-read  streaming user-top-read ", out var names, out _).ShouldBeTrue();
        names.ShouldBe(["streaming", "user-top-read"]);
        Scopes.TryParse(null, out names, out _).ShouldBeTrue();
        names.ShouldBeEmpty();
        Scopes.TryParse("streaming everything", out names, out var unknown).ShouldBeFalse();
        (names.Count, unknown).ShouldBe((0, "everything"));
    }

    [Fact]
    public void Every_scope_is_there_once_with_a_sentence()
    {
        Scopes.All.Select(scope => scope.Name).ShouldBeUnique();
        Scopes.All.ShouldAllBe(scope => scope.Sentence.EndsWith('.') && scope.Sentence.Length > 15);
        Scopes.All.Where(scope => scope.ForOperatorsOnly).Select(scope => scope.Name).ShouldBe(["admin"]);
    }

    [Fact]
    public void The_challenge_of_the_rfcs_example_is_the_rfcs()
    {
        const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

        Pkce.ChallengeOf(Verifier).ShouldBe(Challenge);
        Pkce.Matches(Verifier, Challenge).ShouldBeTrue();
        Pkce.IsChallenge(Challenge).ShouldBeTrue();
        foreach (var bad in new[] { null, "", Verifier[..42], Verifier + "x", Challenge, new string('a', 129), Verifier[..^1] + "=" })
            Pkce.Matches(bad, Challenge).ShouldBeFalse();
        // With plain the challenge would be its own verifier.
        Pkce.Matches(Verifier, Verifier).ShouldBeFalse();
    }

    [Fact]
    public void A_credential_is_read_as_it_was_written_and_nothing_else_is()
    {
        var id = SpotifyId.Derive("a", "b");
        var credential = new CredentialText(id, id, Secret.Create());

        CredentialText.TryParse(credential.ToString(), out var read, Secret.Length).ShouldBeTrue();
        read.ShouldBe(credential);
        foreach (var bad in new[] { null, "", credential + "A", credential.ToString()[1..], "!" + credential.ToString()[1..], credential.ToString()[..^1] + "/" })
            CredentialText.TryParse(bad, out _, Secret.Length).ShouldBeFalse();
    }

    [Fact]
    public void A_secret_is_matched_by_its_hash()
    {
        var secret = Secret.Create();
        secret.Length.ShouldBe(Secret.Length);
        Secret.Matches(secret, Secret.HashOf(secret)).ShouldBeTrue();
        Secret.Matches(Secret.Create(), Secret.HashOf(secret)).ShouldBeFalse();
        Secret.Matches(secret, []).ShouldBeFalse();
    }
}
