using Shouldly;
using Spotify.Core.Telemetry.Archive;
using Xunit;

namespace Spotify.Core.Tests.Telemetry.Archive;

public sealed class ArchiveLayoutTests
{
    private static readonly ArchiveHour Hour = new(new DateOnly(2026, 11, 20), 9);

    [Fact]
    public void An_hour_lies_where_query_engines_take_hub_date_and_hour_from_the_path()
    {
        (ArchiveLayout.Folder("plays", Hour) + ArchiveLayout.Part(0)).ShouldBe("events/hub=plays/date=2026-11-20/hour=09/part-00000.jsonl.gz");
        ArchiveLayout.Manifest("plays", Hour).ShouldBe("events/hub=plays/date=2026-11-20/hour=09/_manifest.json");
        ArchiveLayout.DateOfPart("events/hub=plays/date=2026-11-20/hour=09/part-00000.jsonl.gz").ShouldBe(new DateOnly(2026, 11, 20));
        ArchiveLayout.DateOfPart(ArchiveLayout.Manifest("plays", Hour)).ShouldBeNull();
        ArchiveLayout.ValueOf("events/hub=plays/date=2026-11-20/", "date").ShouldBe("2026-11-20");
        ArchiveLayout.ValueOf("events/hub=plays/date=2026-11-20/", "hour").ShouldBeNull();
    }

    [Fact]
    public void The_same_receipts_are_the_same_segment_in_whatever_order_and_others_are_another()
    {
        ReceiptKey[] receipts = [new(1, 1), new(1, 2), new(2, 1)];
        var name = ArchiveLayout.Segment("plays", Hour, receipts);
        ArchiveLayout.Segment("plays", Hour, receipts.Reverse()).ShouldBe(name);
        ArchiveLayout.Segment("plays", Hour, receipts.Skip(1)).ShouldNotBe(name);
        name.ShouldStartWith("events/hub=plays/date=2026-11-20/hour=09/_segments/");
    }

    [Theory]
    [InlineData("2026-11-20T09", true)]
    [InlineData("2026-11-20T23", true)]
    [InlineData("2026-11-20T24", false)]
    [InlineData("2026-11-31T09", false)]
    [InlineData("2026-11-20T9", false)]
    [InlineData("2026-11-20 09", false)]
    [InlineData("2026-11-20T+9", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void An_hour_is_a_date_and_two_digits(string? text, bool isHour)
    {
        ArchiveHour.TryParse(text, out var hour).ShouldBe(isHour);
        if (isHour)
            hour.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("0123456789abcdef", 1, true)]
    [InlineData("0123456789ABCDEF", 1, false)]
    [InlineData("0123456789abcde", 1, false)]
    [InlineData("0000000000000000", 1, false)]
    [InlineData(" 123456789abcdef", 1, false)]
    [InlineData("0123456789abcdef", 0, false)]
    [InlineData(null, 1, false)]
    public void A_receipt_is_numbered_by_sixteen_digits_and_a_sequence_from_one(string? writer, long sequence, bool isNumbered)
    {
        ReceiptKey.TryParse(writer, sequence, out var key).ShouldBe(isNumbered);
        if (isNumbered)
            key.WriterText.ShouldBe(writer);
    }
}
