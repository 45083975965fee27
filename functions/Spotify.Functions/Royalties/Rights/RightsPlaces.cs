using System.Globalization;
using System.Text;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Royalties.Rights;

/// <summary>Where rights are kept: agreements and splits with their label in <c>labels</c>, the rest in <c>money</c>.</summary>
internal static class RightsPlaces
{
    public const string Agreements = "_agreements";

    public const string Splits = "_splits";

    public const string Answers = "_split_answers";

    public const string Table = "table";

    /// <summary>Partitions of parties: enough for some ten million.</summary>
    public const int PartyBuckets = 32;

    private const string Rights = "rights";

    public static PartitionKeyValue AgreementsOf(string licensor) => new(licensor, Agreements);

    public static PartitionKeyValue SplitsOf(string label) => new(label, Splits);

    public static PartitionKeyValue AnswersOf(string label) => new(label, Answers);

    public static PartitionKeyValue PartiesIn(int bucket) => new(Rights, string.Create(CultureInfo.InvariantCulture, $"parties:{bucket:D2}"));

    public static PartitionKeyValue PartiesOf(string party) => PartiesIn((int)(StableHash.Of(Encoding.UTF8.GetBytes(party)) % PartyBuckets));

    public static PartitionKeyValue GroupOf(string group) => new(Rights, "group:" + group);

    public static PartitionKeyValue RatesOf(string period) => new(Rights, "rates:" + period);

    public static PartitionKeyValue Treaties => new(Rights, "treaties");

    public static PartitionKeyValue Charges => new(Rights, "charges");

    public static PartitionKeyValue Releases => new(Rights, "releases");
}
