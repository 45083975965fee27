namespace Spotify.Core.Ingestion.Ddex;

/// <summary>Reads the header, which all versions write alike.</summary>
internal static class ErnHeader
{
    public static MessageHeader Read(ErnElement root, string standard, ErnOptions options, ErnFaults faults)
    {
        if (root.Find("MessageHeader") is not { } header)
        {
            faults.Missing(root, "MessageHeader", "a message needs its header");
            return new MessageHeader("", default, "", "", false, standard);
        }

        var id = header.TextOf("MessageId");
        if (id is null)
            faults.Missing(header, "MessageId", "a message needs its id");
        else if (id.Length > 200)
            faults.Add(header.Find("MessageId")!, "an id of a message has at most 200 characters");
        var control = header.Find("MessageControlType");
        if (control is not (null or { Text: "LiveMessage" or "TestMessage" or "" }))
            faults.Add(control, $"{ErnFaults.Quote(control.Text)} is neither LiveMessage nor TestMessage");
        var recipients = header.All("MessageRecipient").Select(recipient => Dpid(recipient, faults)).OfType<string>().ToList();
        if (header.Find("MessageRecipient") is null)
            faults.Missing(header, "MessageRecipient", "a message needs its recipient");
        var own = options.Dpid is null ? null : ErnCodes.NormaliseDpid(options.Dpid);
        if (own is not null && recipients.Count > 0 && !recipients.Contains(own))
            faults.Add(header.Find("MessageRecipient")!, $"the message is for {recipients[0]}, not for us ({own})");
        if (header.Find("MessageSender") is null)
            faults.Missing(header, "MessageSender", "a message needs its sender");
        return new MessageHeader(
            id ?? "",
            CreatedAt(header, faults),
            header.Find("MessageSender") is { } sender ? Dpid(sender, faults) ?? "" : "",
            own ?? recipients.FirstOrDefault() ?? "",
            control?.Text == "TestMessage",
            standard);
    }

    private static DateTimeOffset CreatedAt(ErnElement header, ErnFaults faults)
    {
        if (header.Find("MessageCreatedDateTime") is not { Text.Length: > 0 } created)
            faults.Missing(header, "MessageCreatedDateTime", "a message needs the moment when it was made");
        else if (ErnTime.TryMoment(created.Text, out var local, out var offset))
            return new DateTimeOffset(local, TimeSpan.Zero) - (offset ?? TimeSpan.Zero);
        else
            faults.Add(created, $"{ErnFaults.Quote(created.Text)} is no moment: one is written yyyy-MM-ddTHH:mm:ss, best with its distance from UTC");
        return default;
    }

    private static string? Dpid(ErnElement party, ErnFaults faults)
    {
        var ids = party.All("PartyId").ToList();
        foreach (var id in ids)
        {
            if (ErnCodes.NormaliseDpid(id.Text) is { } dpid)
                return dpid;
        }

        if (ids.Count == 0)
            faults.Missing(party, "PartyId", "a DDEX party id is needed");
        else
            faults.Add(ids[0], $"{ErnFaults.Quote(ids[0].Text)} is no DDEX party id: one is PADPIDA and eleven letters or digits, the last of them the right check character");
        return null;
    }
}
