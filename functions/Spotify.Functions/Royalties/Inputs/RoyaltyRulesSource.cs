using Microsoft.Extensions.Options;
using Spotify.Core.Royalties.Calculation;

namespace Spotify.Functions.Royalties.Inputs;

/// <summary>The rules that hold for months whose inputs are not frozen yet.</summary>
internal sealed class RoyaltyRulesSource(IOptions<RoyaltyOptions> options)
{
    /// <summary>The rules of now.</summary>
    public RoyaltyRules Current => options.Value.ToRules();
}
