namespace Spotify.Core.Recommendations.Experiments;

/// <summary>Distributions that results are judged by: Student's t and chi squared, from the incomplete beta and gamma functions (Press et al., Numerical Recipes, chapter 6).</summary>
internal static class Distributions
{
    private const int Rounds = 500;
    private const double Precision = 1e-14;
    private const double Tiny = 1e-300;

    /// <summary>The probability that |t| is at least this by chance.</summary>
    public static double StudentTails(double t, double freedom) =>
        double.IsInfinity(t) ? 0 : Beta(freedom / (freedom + (t * t)), freedom / 2, 0.5);

    /// <summary>The t that is exceeded on both sides together with a probability.</summary>
    public static double StudentQuantile(double tails, double freedom)
    {
        var (low, high) = (0.0, 1.0);
        while (StudentTails(high, freedom) > tails && high < 1e12)
            high *= 2;
        for (var i = 0; i < 200 && high - low > 1e-12 * high; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = StudentTails(middle, freedom) > tails ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    /// <summary>The probability that chi squared is at least this by chance.</summary>
    public static double ChiSquaredTail(double value, double freedom) => value <= 0 ? 1 : 1 - Gamma(freedom / 2, value / 2);

    // Regularised incomplete beta.
    private static double Beta(double x, double a, double b)
    {
        if (x <= 0)
            return 0;
        if (x >= 1)
            return 1;
        var front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + (a * Math.Log(x)) + (b * Math.Log(1 - x)));
        return x < (a + 1) / (a + b + 2) ? front * Fraction(x, a, b) / a : 1 - (front * Fraction(1 - x, b, a) / b);
    }

    private static double Fraction(double x, double a, double b)
    {
        var (c, d) = (1.0, 1 / NotZero(1 - ((a + b) * x / (a + 1))));
        var h = d;
        for (var m = 1; m <= Rounds; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 / NotZero(1 + (even * d));
            c = NotZero(1 + (even / c));
            h *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / NotZero(1 + (odd * d));
            c = NotZero(1 + (odd / c));
            h *= d * c;
            if (Math.Abs((d * c) - 1) < Precision)
                break;
        }

        return h;
    }

    // Regularised lower incomplete gamma.
    private static double Gamma(double a, double x)
    {
        var front = Math.Exp((a * Math.Log(x)) - x - LogGamma(a));
        if (x < a + 1)
        {
            var (sum, term) = (1 / a, 1 / a);
            for (var n = 1; n <= Rounds && term > sum * Precision; n++)
            {
                term *= x / (a + n);
                sum += term;
            }

            return front * sum;
        }

        var b = x + 1 - a;
        var (c, d) = (1 / Tiny, 1 / b);
        var h = d;
        for (var i = 1; i <= Rounds; i++)
        {
            var an = -i * (i - a);
            b += 2;
            d = 1 / NotZero((an * d) + b);
            c = NotZero(b + (an / c));
            h *= d * c;
            if (Math.Abs((d * c) - 1) < Precision)
                break;
        }

        return 1 - (front * h);
    }

    // Lanczos.
    private static double LogGamma(double x)
    {
        ReadOnlySpan<double> terms =
        [
            676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
        ];
        if (x < 0.5)
            return Math.Log(Math.PI / Math.Sin(Math.PI * x)) - LogGamma(1 - x);
        var (sum, t) = (0.99999999999980993, x - 1 + 7.5);
        for (var i = 0; i < terms.Length; i++)
            sum += terms[i] / (x - 1 + i + 1);
        return (0.5 * Math.Log(2 * Math.PI)) + ((x - 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }

    private static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;
}
