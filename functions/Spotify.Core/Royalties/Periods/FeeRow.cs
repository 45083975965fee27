using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Closing;

namespace Spotify.Core.Royalties.Periods;

/// <summary>What one listener, or all who are not known, brought to a pool: the frozen form of the revenue ledger. Whole minor units of the pool's currency.</summary>
/// <param name="Listener">The pseudonym; <see cref="Nobody"/> for advertisements and for those who were erased.</param>
/// <param name="Pool">The pool.</param>
/// <param name="Month">The month that the money belongs to.</param>
/// <param name="Gross">What was paid, less what was paid back.</param>
/// <param name="Vat">The tax in it.</param>
/// <param name="StoreFee">What stores keep of it.</param>
/// <param name="Payments">Payments by listeners, less those that were paid back.</param>
public sealed record FeeRow(UInt128 Listener, PoolKey Pool, string Month, long Gross, long Vat, long StoreFee, long Payments)
{
    /// <summary>Stands for whoever is not known.</summary>
    public static readonly UInt128 Nobody = UInt128.Zero;

    /// <summary>Sorted by listener, pool and month; rows of one key are added up.</summary>
    public static RunFormat<FeeRow> Format { get; } = new FeeFormat();

    /// <summary>What is left to divide.</summary>
    public long Net => checked(Gross - Vat - StoreFee);

    /// <summary>How many subscribers it stands for: one where a listener's payments were not all paid back; of those who are not known, one for each payment that was not.</summary>
    public long Subscribers => Listener == Nobody ? Math.Max(Payments, 0) : Payments > 0 && Gross > 0 ? 1 : 0;

    /// <summary>Whether nothing is left of it.</summary>
    public bool IsZero => this is { Gross: 0, Vat: 0, StoreFee: 0, Payments: 0 };

    /// <summary>Both together.</summary>
    /// <exception cref="OverflowException">The sum is over what money can be.</exception>
    public FeeRow Add(FeeRow other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return checked(this with
        {
            Gross = Gross + other.Gross,
            Vat = Vat + other.Vat,
            StoreFee = StoreFee + other.StoreFee,
            Payments = Payments + other.Payments,
        });
    }

    private sealed class FeeFormat : RunFormat<FeeRow>
    {
        public override int Compare(FeeRow x, FeeRow y)
        {
            var order = x.Listener.CompareTo(y.Listener);
            if (order == 0)
                order = PoolKey.Order.Compare(x.Pool, y.Pool);
            return order == 0 ? string.CompareOrdinal(x.Month, y.Month) : order;
        }

        public override FeeRow Combine(FeeRow x, FeeRow y) => x.Add(y);

        internal override void Write(CompactWriter writer, FeeRow value)
        {
            writer.Track(new TrackKey(value.Listener));
            RoyaltyRuns.WritePool(writer, value.Pool);
            writer.Text(value.Month);
            writer.Signed(value.Gross);
            writer.Signed(value.Vat);
            writer.Signed(value.StoreFee);
            writer.Signed(value.Payments);
        }

        internal override FeeRow Read(ref CompactReader reader) => new(
            reader.Track().Value, RoyaltyRuns.ReadPool(ref reader), reader.Text(), reader.Signed(), reader.Signed(), reader.Signed(), reader.Signed());
    }
}
