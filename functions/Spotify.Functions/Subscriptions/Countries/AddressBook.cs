using System.Net;
using Spotify.Core.Subscriptions;
using Spotify.Functions.Platform.Settings;

namespace Spotify.Functions.Subscriptions.Countries;

/// <summary>The networks that the settings name, read once at start. What is wrong with a file keeps the application from starting, line by line.</summary>
internal sealed class AddressBook : ISettingsCheck
{
    private const int MostFaults = 5;
    private const string Relay = "relay";

    private readonly List<string> _faults = [];

    /// <param name="ranges">The file of networks and their countries; null for none.</param>
    /// <param name="relays">The file of networks that relay; null for none.</param>
    public AddressBook(string? ranges, string? relays)
    {
        Countries = Read(ranges, nameof(CountryOptions.Ranges), TryReadCountry);
        Relays = Read(relays, nameof(CountryOptions.Relays), (string line, out AddressRange range) => AddressRanges.TryParse(line, Relay, out range));
    }

    /// <summary>The countries of networks.</summary>
    public AddressRanges Countries { get; }

    /// <summary>The networks that relay.</summary>
    public AddressRanges Relays { get; }

    /// <summary>Whether anything is known of any address.</summary>
    public bool IsEmpty => Countries.Count == 0 && Relays.Count == 0;

    public string? CountryOf(IPAddress address) => Countries.Find(address);

    public bool IsRelay(IPAddress address) => Relays.Find(address) is not null;

    /// <inheritdoc/>
    public IEnumerable<string> FindFaults() => _faults;

    private AddressRanges Read(string? path, string setting, LineReader read)
    {
        if (string.IsNullOrWhiteSpace(path))
            return AddressRanges.Empty;
        var name = $"{CountryOptions.Section}__{setting}";
        try
        {
            var ranges = new List<AddressRange>();
            var (number, bad) = (0, 0);
            // Half a million lines name some two hundred countries: one text for each.
            foreach (var line in File.ReadLines(path))
            {
                number++;
                var text = line.Trim();
                if (text.Length == 0 || text[0] == '#')
                    continue;
                if (read(text, out var range))
                    ranges.Add(range with { Value = string.Intern(range.Value) });
                else if (++bad <= MostFaults)
                    _faults.Add($"{name}: line {number} of {path} is not of the form that this file has.");
            }

            return new AddressRanges(ranges);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _faults.Add($"{name}: {path} cannot be read. Set it to a file of networks, or leave it out.");
            return AddressRanges.Empty;
        }
    }

    private static bool TryReadCountry(string line, out AddressRange range)
    {
        range = default;
        var comma = line.IndexOf(',', StringComparison.Ordinal);
        return comma > 0 && line[(comma + 1)..].Trim() is [>= 'A' and <= 'Z', >= 'A' and <= 'Z'] country && AddressRanges.TryParse(line.AsSpan(0, comma).Trim(), country, out range);
    }

    private delegate bool LineReader(string line, out AddressRange range);
}
