using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Spotify.Core.Playback;
using Spotify.Core.Telemetry;

namespace Spotify.Core.Subscriptions;

/// <summary>Reads what billing sends. What is wrong with an event is said by name, so that it can be kept and looked at; only what has no id is refused.</summary>
public static class BillingEventReader
{
    /// <summary>The most characters of an id, a user or an instrument.</summary>
    public const int MostCharacters = 255;

    // Ten trillion in minor units: far beyond any piece of revenue, far below what a sum of millions of them could overflow.
    private const long MostAmount = 10_000_000_000_000;

    private const int MostPeriodsApart = 24;

    private static readonly Dictionary<string, BillingEventType> Types = Enum.GetValues<BillingEventType>()
        .ToDictionary(type => JsonNamingPolicy.SnakeCaseLower.ConvertName(type.ToString()), StringComparer.Ordinal);

    private static readonly Dictionary<string, Tier> Products = Enum.GetValues<Tier>()
        .ToDictionary(tier => JsonNamingPolicy.SnakeCaseLower.ConvertName(tier.ToString()), StringComparer.Ordinal);

    /// <summary>Reads a body.</summary>
    /// <param name="utf8">The body as it came.</param>
    public static BillingReading Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Read(document.RootElement)
                : new BillingReading(null, "", null, null, null, "The body must be a JSON object.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second is what text says that is half a character.
            return new BillingReading(null, "", null, null, null, "The body is not JSON, or holds a field twice, or text that is none.");
        }
    }

    private static BillingReading Read(JsonElement body)
    {
        if (!TryText(body, "id", out var id) || string.IsNullOrWhiteSpace(id) || id.Length > MostCharacters)
            return new BillingReading(null, "", null, null, null, "The body must name the event: id, a text of 1 to 255 characters.");
        var fields = new Fields(body);
        var read = fields.ToEvent(id);
        return new BillingReading(id, HashOf(body), fields.User, fields.Fault is null ? read : null, fields.Fault, fields.Detail);
    }

    private static string HashOf(JsonElement body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var property in body.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal))
            hash.AppendData(Encoding.UTF8.GetBytes($"{property.Name}\0{property.Value.GetRawText()}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static bool TryText(JsonElement body, string name, out string? text)
    {
        text = null;
        if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return true;
        if (value.ValueKind != JsonValueKind.String)
            return false;
        text = value.GetString();
        return true;
    }

    /// <summary>The fields of one body, and the first fault in them.</summary>
    private sealed class Fields(JsonElement body)
    {
        public BillingFault? Fault { get; private set; }

        public string Detail { get; private set; } = "";

        public string? User { get; private set; }

        public BillingEvent ToEvent(string id)
        {
            User = Text("user", MostCharacters);
            var type = Type();
            var isRevenue = type is BillingEventType.Payment or BillingEventType.Refund or BillingEventType.AdRevenue;
            if (type != BillingEventType.AdRevenue && string.IsNullOrEmpty(User))
                Say(BillingFault.UnknownUser, "user: this type of event names a user.");
            var at = Time("at");
            if (at is null)
                Say(BillingFault.InvalidTime, "at: it says when it happened.");
            var read = new BillingEvent
            {
                Id = id,
                Type = type,
                User = string.IsNullOrEmpty(User) ? null : User,
                Product = Product(type),
                Country = Country(isRevenue),
                At = at ?? default,
                Until = Time("until"),
                Period = Period(at ?? default),
                Currency = Currency(isRevenue),
                Gross = Amount("gross", isRevenue),
                Vat = Amount("vat", false),
                StoreFee = Amount("store_fee", false),
                Instrument = Text("instrument", MostCharacters),
            };
            if (read.Vat + read.StoreFee > read.Gross)
                Say(BillingFault.InvalidAmount, "vat, store_fee: together they are more than gross.");
            return read;
        }

        private BillingEventType Type()
        {
            if (Text("type", MostCharacters) is { } name && Types.TryGetValue(name, out var type))
                return type;
            Say(BillingFault.UnknownType, $"type: one of {string.Join(' ', Types.Keys)}.");
            return default;
        }

        private Tier Product(BillingEventType type)
        {
            var name = Text("product", MostCharacters);
            if (name is not null && Products.TryGetValue(name, out var product))
                return product;
            var isNeeded = type is BillingEventType.Payment or BillingEventType.Refund or BillingEventType.PlanStarted or BillingEventType.PlanChanged;
            if (!string.IsNullOrEmpty(name) || isNeeded)
                Say(BillingFault.UnknownProduct, $"product: one of {string.Join(' ', Products.Keys)}.");
            return Tier.Free;
        }

        private string? Country(bool isNeeded)
        {
            var country = Text("country", MostCharacters);
            if (country is [>= 'A' and <= 'Z', >= 'A' and <= 'Z'])
                return country;
            if (!string.IsNullOrEmpty(country) || isNeeded)
                Say(BillingFault.UnknownCountry, "country: two capital letters as in ISO 3166-1.");
            return null;
        }

        private string? Currency(bool isNeeded)
        {
            var currency = Text("currency", MostCharacters);
            if (Currencies.IsKnown(currency))
                return currency;
            if (!string.IsNullOrEmpty(currency) || isNeeded)
                Say(BillingFault.UnknownCurrency, "currency: a code of ISO 4217 in capitals.");
            return null;
        }

        private string Period(DateTimeOffset at)
        {
            var own = AccountingPeriod.Of(at);
            var period = Text("period", MostCharacters);
            if (string.IsNullOrEmpty(period))
                return own;
            if (AccountingPeriod.IsValid(period) && AccountingPeriod.StartOf(period).UtcDateTime is var month
                && Math.Abs(((month.Year - at.UtcDateTime.Year) * 12) + month.Month - at.UtcDateTime.Month) <= MostPeriodsApart)
                return period;
            Say(BillingFault.InvalidPeriod, "period: a month as yyyy-MM, at most 24 from the event's own.");
            return own;
        }

        private long Amount(string name, bool isNeeded)
        {
            if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            {
                if (isNeeded)
                    Say(BillingFault.InvalidAmount, $"{name}: a whole number of minor units.");
                return 0;
            }

            if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var amount) && amount is >= 0 and <= MostAmount)
                return amount;
            Say(BillingFault.InvalidAmount, $"{name}: a whole number of minor units from 0 to {MostAmount}.");
            return 0;
        }

        private DateTimeOffset? Time(string name)
        {
            if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
                return null;
            if (value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var time) && time.UtcDateTime.Year is >= 2000 and < 2200)
                return time.ToUniversalTime();
            Say(BillingFault.InvalidTime, $"{name}: a time as RFC 3339 has it.");
            return null;
        }

        private string? Text(string name, int most)
        {
            if (TryText(body, name, out var text) && (text?.Length ?? 0) <= most)
                return text;
            Say(BillingFault.InvalidField, $"{name}: a text of at most {most} characters.");
            return null;
        }

        // The first fault is the one that is told.
        private void Say(BillingFault fault, string detail)
        {
            if (Fault is null)
                (Fault, Detail) = (fault, detail);
        }
    }
}
