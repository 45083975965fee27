using System.Text;
using Shouldly;
using Spotify.Core.Subscriptions;
using Xunit;

namespace Spotify.Core.Tests.Subscriptions;

public sealed class WebhookSignatureTests
{
    private const string Secret = "a secret of thirty-two letters..";
    private const string Other = "another secret of enough letters";
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"id":"e1","name":"Åsa"}""");

    [Fact]
    public void The_signature_is_the_one_of_the_contract() =>
        // printf '1700000000.{}' | openssl dgst -sha256 -hmac key
        WebhookSignature.Sign("{}"u8, "key", DateTimeOffset.FromUnixTimeSeconds(1_700_000_000))
            .ShouldBe("t=1700000000,v1=" + Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData("key"u8, "1700000000.{}"u8)));

    [Fact]
    public void What_was_signed_is_good_with_any_of_the_secrets()
    {
        Check(WebhookSignature.Sign(Body, Secret, Now)).ShouldBe(SignatureOutcome.Good);
        Check(WebhookSignature.Sign(Body, Other, Now)).ShouldBe(SignatureOutcome.Good);
        Check(WebhookSignature.Sign(Body, "a secret that is good no more....", Now)).ShouldBe(SignatureOutcome.Forged);
    }

    [Theory]
    [InlineData(300, SignatureOutcome.Good)]
    [InlineData(301, SignatureOutcome.Stale)]
    [InlineData(-300, SignatureOutcome.Good)]
    [InlineData(-301, SignatureOutcome.Stale)]
    public void A_signature_is_good_for_five_minutes_each_way(int seconds, SignatureOutcome outcome) =>
        Check(WebhookSignature.Sign(Body, Secret, Now.AddSeconds(-seconds))).ShouldBe(outcome);

    [Fact]
    public void Neither_the_time_nor_the_body_can_be_changed()
    {
        var old = WebhookSignature.Sign(Body, Secret, Now.AddHours(-1));
        Check(old.Replace($"t={Now.AddHours(-1).ToUnixTimeSeconds()}", $"t={Now.ToUnixTimeSeconds()}", StringComparison.Ordinal)).ShouldBe(SignatureOutcome.Forged);
        foreach (var i in Enumerable.Range(0, Body.Length))
        {
            var changed = (byte[])Body.Clone();
            changed[i] ^= 1;
            WebhookSignature.Check(WebhookSignature.Sign(Body, Secret, Now), changed, [Secret], Now).ShouldBe(SignatureOutcome.Forged);
        }
    }

    [Fact]
    public void One_of_several_signatures_is_enough_while_a_sender_changes_its_secret()
    {
        var good = WebhookSignature.Sign(Body, Secret, Now);
        Check($"{good},v1={new string('0', 64)},v0=abc").ShouldBe(SignatureOutcome.Good);
        Check($"t={Now.ToUnixTimeSeconds()},v1={new string('0', 64)}").ShouldBe(SignatureOutcome.Forged);
    }

    [Theory]
    [InlineData(null, SignatureOutcome.Missing)]
    [InlineData(" ", SignatureOutcome.Missing)]
    [InlineData("nonsense", SignatureOutcome.Malformed)]
    [InlineData("t=1", SignatureOutcome.Malformed)]
    [InlineData("t=,v1=00", SignatureOutcome.Malformed)]
    [InlineData("t=-5,v1=0000000000000000000000000000000000000000000000000000000000000000", SignatureOutcome.Malformed)]
    [InlineData("t=1,t=2,v1=0000000000000000000000000000000000000000000000000000000000000000", SignatureOutcome.Malformed)]
    [InlineData("t=99999999999999999999,v1=0000000000000000000000000000000000000000000000000000000000000000", SignatureOutcome.Malformed)]
    [InlineData("t=1,v1=zz00000000000000000000000000000000000000000000000000000000000000", SignatureOutcome.Malformed)]
    [InlineData("t=1,v1=00000000000000000000000000000000000000000000000000000000000000", SignatureOutcome.Malformed)]
    public void What_is_no_signature_is_refused_by_name(string? header, SignatureOutcome outcome) => Check(header).ShouldBe(outcome);

    [Fact]
    public void A_header_without_end_is_not_worked_on() => Check("t=1" + string.Concat(Enumerable.Repeat(",v1=" + new string('0', 64), 50))).ShouldBe(SignatureOutcome.Malformed);

    [Fact]
    public void Without_a_secret_nothing_is_good() => WebhookSignature.Check(WebhookSignature.Sign(Body, "", Now), Body, [], Now).ShouldBe(SignatureOutcome.Forged);

    private static SignatureOutcome Check(string? header) => WebhookSignature.Check(header, Body, [Other, Secret], Now);
}
