using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Playback.Edge;
using Xunit;

namespace Spotify.Core.Tests.Playback.Edge;

public sealed class EdgeTokenTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);
    private static readonly EdgeKey Old = Key("2026-10", 1);
    private static readonly EdgeKey New = Key("2026-11", 2);
    private static readonly EdgeKeyRing Keys = new(New, Old);

    private static Gen<string> Names => from letters in Gen.NonEmptyListOf(Gen.Elements("abcXYZ019-_".ToCharArray())) select new string([.. letters.Take(40)]);

    private static Gen<string> Paths => from letters in Gen.ListOf(Gen.Elements("abc/XYZ.019-_%~!$&'()*+,;=:@".ToCharArray())) select "/" + new string([.. letters.Take(200)]);

    private static Gen<EdgeGrant> Grants =>
        from path in Paths
        from listener in Names
        from session in Names
        from seconds in Gen.Choose(1, 100_000)
        from address in Gen.Elements(null, "203.0.113.7", "2001:db8::")
        select new EdgeGrant(path, listener, session, Now.AddSeconds(seconds), address);

    [Fact]
    public void Whatever_is_granted_is_permitted_until_its_end_and_not_from_then_on() => Check.QuickThrowOnFailure(Prop.ForAll(Grants.ToArbitrary(), grant =>
    {
        var token = EdgeToken.Sign(Keys, grant);
        token.Length.ShouldBeLessThanOrEqualTo(EdgeToken.MaxLength);
        Verify(token, grant).ShouldBe(new EdgeVerdict(EdgeDecision.Allowed, grant.Listener, grant.Session, grant.ExpiresAt));
        EdgeToken.Verify(Keys, token, Request(grant) with { Now = grant.ExpiresAt.AddTicks(-1) }).IsAllowed.ShouldBeTrue();
        EdgeToken.Verify(Keys, token, Request(grant) with { Now = grant.ExpiresAt }).Decision.ShouldBe(EdgeDecision.Expired);
    }));

    [Fact]
    public void A_token_of_which_any_letter_was_changed_added_or_taken_away_is_refused() => Check.QuickThrowOnFailure(Prop.ForAll(
        (from grant in Grants from place in Gen.Choose(0, 255) from letter in Gen.Choose(0, 127) from kind in Gen.Choose(0, 2) select (grant, place, letter: (char)letter, kind)).ToArbitrary(),
        story =>
        {
            var token = EdgeToken.Sign(Keys, story.grant);
            var place = story.place % token.Length;
            var changed = story.kind switch
            {
                0 => token.Remove(place, 1).Insert(place, story.letter.ToString()),
                1 => token.Remove(place, 1),
                _ => token.Insert(place, story.letter.ToString()),
            };
            return changed == token || !Verify(changed, story.grant).IsAllowed;
        }));

    [Fact]
    public void Every_single_letter_of_a_token_matters()
    {
        var grant = Grant();
        var token = EdgeToken.Sign(Keys, grant);
        for (var place = 0; place < token.Length; place++)
        {
            for (var letter = (char)0; letter < 128; letter++)
            {
                if (letter != token[place])
                    Verify(token.Remove(place, 1).Insert(place, letter.ToString()), grant).IsAllowed.ShouldBeFalse();
            }
        }
    }

    [Fact]
    public void A_token_opens_one_path_and_no_other() => Check.QuickThrowOnFailure(Prop.ForAll(
        (from grant in Grants from path in Paths select (grant, path)).ToArbitrary(),
        pair => pair.path == pair.grant.Path || EdgeToken.Verify(Keys, EdgeToken.Sign(Keys, pair.grant), Request(pair.grant) with { Path = pair.path }).Decision == EdgeDecision.NotSigned));

    [Theory]
    [InlineData("203.0.113.8")]
    [InlineData("")]
    [InlineData("203.0.113.7\n")]
    [InlineData(null)]
    public void A_token_that_is_bound_to_an_address_is_refused_from_any_other(string? address)
    {
        var grant = Grant() with { Address = "203.0.113.7" };
        EdgeToken.Verify(Keys, EdgeToken.Sign(Keys, grant), Request(grant) with { Address = address }).Decision.ShouldBe(EdgeDecision.NotSigned);
    }

    [Fact]
    public void A_token_that_is_bound_to_none_is_good_from_anywhere() =>
        EdgeToken.Verify(Keys, EdgeToken.Sign(Keys, Grant()), Request(Grant()) with { Address = "198.51.100.1" }).IsAllowed.ShouldBeTrue();

    [Fact]
    public void The_binding_cannot_be_taken_out_of_a_token()
    {
        var grant = Grant() with { Address = "203.0.113.7" };
        var token = EdgeToken.Sign(Keys, grant).Replace(".a.", ".n.", StringComparison.Ordinal);
        Verify(token, grant).Decision.ShouldBe(EdgeDecision.NotSigned);
    }

    [Fact]
    public void A_request_that_names_another_session_is_refused_and_one_that_names_none_is_not()
    {
        var token = EdgeToken.Sign(Keys, Grant());
        EdgeToken.Verify(Keys, token, Request(Grant()) with { Session = "other" }).Decision.ShouldBe(EdgeDecision.OtherSession);
        EdgeToken.Verify(Keys, token, Request(Grant()) with { Session = "session" }).IsAllowed.ShouldBeTrue();
        EdgeToken.Verify(Keys, token, Request(Grant()) with { Session = null }).IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public void Keys_change_without_refusing_anybody_and_a_key_that_is_gone_opens_nothing()
    {
        var before = EdgeToken.Sign(new EdgeKeyRing(Old), Grant());
        EdgeToken.Verify(new EdgeKeyRing(Old, New), before, Request(Grant())).IsAllowed.ShouldBeTrue();
        EdgeToken.Verify(new EdgeKeyRing(New, Old), before, Request(Grant())).IsAllowed.ShouldBeTrue();
        EdgeToken.Verify(new EdgeKeyRing(New), before, Request(Grant())).Decision.ShouldBe(EdgeDecision.UnknownKey);
        EdgeToken.Verify(new EdgeKeyRing(Key("2026-10", 3)), before, Request(Grant())).Decision.ShouldBe(EdgeDecision.NotSigned);
    }

    [Fact]
    public void An_edge_of_another_make_can_compute_it_from_what_is_written_down()
    {
        // The canonical text, as docs/playback.md has it for whoever writes a rule for another edge.
        var head = string.Create(CultureInfo.InvariantCulture, $"1.2026-11.{Grant().ExpiresAt.ToUnixTimeSeconds()}.listener.session.n");
        var mac = HMACSHA256.HashData((byte[])[.. Enumerable.Repeat((byte)2, 32)], Encoding.ASCII.GetBytes(head + "\n/audio/t/s/high.ogg\n\n"));
        EdgeToken.Sign(Keys, Grant()).ShouldBe(head + "." + Convert.ToBase64String(mac).TrimEnd('=').Replace('+', '-').Replace('/', '_'));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("......")]
    [InlineData("1.2026-11.1.a.b.n")]
    [InlineData("1.2026-11.-1.a.b.n.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("1.2026-11.99999999999999999999.a.b.n.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("2.2026-11.1.a.b.n.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("1.2026-11.1.a.b.x.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_is_no_token_is_refused_as_such(string? token) => Verify(token, Grant()).Decision.ShouldBe(EdgeDecision.Malformed);

    [Theory]
    [InlineData("audio/x")]
    [InlineData("")]
    [InlineData("/a?b")]
    [InlineData("/a b")]
    [InlineData("/ä")]
    [InlineData("/a\n")]
    public void A_path_of_another_form_is_not_signed(string path) => Should.Throw<ArgumentException>(() => EdgeToken.Sign(Keys, Grant() with { Path = path }));

    [Fact]
    public void Two_keys_of_one_name_none_at_all_and_a_short_one_are_refused()
    {
        Should.Throw<ArgumentException>(() => new EdgeKeyRing());
        Should.Throw<ArgumentException>(() => new EdgeKeyRing(Old, Key("2026-10", 9)));
        Should.Throw<ArgumentException>(() => new EdgeKeyRing(Old, New, Key("third", 9)));
        Should.Throw<ArgumentException>(() => new EdgeKey("a", new byte[31]));
        Should.Throw<ArgumentException>(() => new EdgeKey("a.b", new byte[32]));
    }

    [Fact]
    public void Pseudonyms_are_the_same_for_the_same_one_and_tell_listeners_sessions_and_keys_apart()
    {
        var names = new EdgePseudonyms([.. Enumerable.Repeat((byte)5, 32)]);
        names.OfListener("u1").ShouldBe(names.OfListener("u1"));
        string[] all =
        [
            names.OfListener("u1"), names.OfListener("u2"), names.OfSession("u1", null), names.OfSession("u1", "s1"), names.OfSession("u1", "s2"), names.OfSession("u2", "s1"),
            new EdgePseudonyms([.. Enumerable.Repeat((byte)6, 32)]).OfListener("u1"),
        ];
        all.ShouldBeUnique();
        all.ShouldAllBe(name => name.Length == 16);
    }

    private static EdgeKey Key(string id, byte fill) => new(id, [.. Enumerable.Repeat(fill, 32)]);

    private static EdgeGrant Grant() => new("/audio/t/s/high.ogg", "listener", "session", Now.AddHours(1));

    private static EdgeRequest Request(EdgeGrant grant) => new(grant.Path, Now, grant.Address);

    private static EdgeVerdict Verify(string? token, EdgeGrant grant) => EdgeToken.Verify(Keys, token, Request(grant));
}
