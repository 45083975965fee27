using System.ComponentModel;
using System.Reflection;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Spotify.Functions.Tests.Platform.Documents;

/// <summary>What a test of the contract needs beyond the plain reads and writes that every server has.</summary>
[Flags]
public enum Capability
{
    None = 0,
    Batches = 1,
    TimeToLive = 2,
}

/// <summary>Says of an adapter's test class what the server behind it cannot do; asked when the tests are discovered.</summary>
[AttributeUsage(AttributeTargets.Class)]
public abstract class AdapterAttribute : Attribute
{
    /// <summary>Why a test that needs this is skipped; null when it runs.</summary>
    public abstract string? ReasonToSkip(Capability needs);
}

/// <summary>A fact of the contract suite: skipped, with the reason, where the adapter's test class says that its server lacks what the fact needs.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Spotify.Functions.Tests.Platform.Documents.ContractFactDiscoverer", "Spotify.Functions.Tests")]
public sealed class ContractFactAttribute(Capability needs = Capability.None) : FactAttribute
{
    public Capability Needs { get; } = needs;
}

/// <summary>Makes the test cases of <see cref="ContractFactAttribute"/>; xunit 2 has no skipping at run time, but a test case may decide for its class.</summary>
public sealed class ContractFactDiscoverer(IMessageSink messages) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        [new ContractTestCase(messages, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod)];

    private sealed class ContractTestCase : XunitTestCase
    {
        [EditorBrowsable(EditorBrowsableState.Never)]
        [Obsolete("For xunit's deserialiser.")]
        public ContractTestCase()
        {
        }

        public ContractTestCase(IMessageSink messages, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
            : base(messages, display, options, method)
        {
        }

        protected override string? GetSkipReason(IAttributeInfo factAttribute) =>
            base.GetSkipReason(factAttribute)
            ?? TestMethod.TestClass.Class.ToRuntimeType().GetCustomAttribute<AdapterAttribute>()!
                .ReasonToSkip(factAttribute.GetNamedArgument<Capability>(nameof(ContractFactAttribute.Needs)));
    }
}
