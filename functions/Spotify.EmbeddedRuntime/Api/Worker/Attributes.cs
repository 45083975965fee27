namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions
{
    /// <summary>Base of every attribute that binds a parameter or a result of a function.</summary>
    public abstract class BindingAttribute : Attribute
    {
        /// <summary>Creates the attribute.</summary>
        public BindingAttribute()
        {
        }
    }

    /// <summary>Base of the attributes that start a function.</summary>
    public abstract class TriggerBindingAttribute : BindingAttribute
    {
        /// <summary>Creates the attribute.</summary>
        public TriggerBindingAttribute()
        {
        }
    }

    /// <summary>Base of the attributes that give a function something to read.</summary>
    public abstract class InputBindingAttribute : BindingAttribute
    {
        /// <summary>Creates the attribute.</summary>
        public InputBindingAttribute()
        {
        }
    }
}

namespace Microsoft.Azure.Functions.Worker
{
    /// <summary>Marks a method as a function and names it.</summary>
    /// <param name="name">The function's name, unique in the application.</param>
    [AttributeUsage(AttributeTargets.Method)]
    public class FunctionAttribute(string name) : Attribute
    {
        /// <summary>The function's name.</summary>
        public string Name { get; } = name;
    }

    /// <summary>Base of the retry policies that a function may carry.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public abstract class RetryAttribute : Attribute
    {
        /// <summary>Creates the attribute.</summary>
        public RetryAttribute()
        {
        }

        /// <summary>How often a failed invocation is tried again; -1 for ever.</summary>
        public int MaxRetryCount { get; set; }
    }

    /// <summary>Retries after a fixed time.</summary>
    public sealed class FixedDelayRetryAttribute : RetryAttribute
    {
        /// <summary>Creates the policy.</summary>
        /// <param name="maxRetryCount">How often a failed invocation is tried again; -1 for ever.</param>
        /// <param name="delayInterval">The wait between tries, as <c>hh:mm:ss</c>.</param>
        public FixedDelayRetryAttribute(int maxRetryCount, string delayInterval) => (MaxRetryCount, DelayInterval) = (maxRetryCount, delayInterval);

        /// <summary>The wait between tries, as <c>hh:mm:ss</c>.</summary>
        public string DelayInterval { get; }
    }

    /// <summary>Retries after a time that doubles from the minimum up to the maximum.</summary>
    public sealed class ExponentialBackoffRetryAttribute : RetryAttribute
    {
        /// <summary>Creates the policy.</summary>
        /// <param name="maxRetryCount">How often a failed invocation is tried again; -1 for ever.</param>
        /// <param name="minimumInterval">The first wait, as <c>hh:mm:ss</c>.</param>
        /// <param name="maximumInterval">The longest wait, as <c>hh:mm:ss</c>.</param>
        public ExponentialBackoffRetryAttribute(int maxRetryCount, string minimumInterval, string maximumInterval) =>
            (MaxRetryCount, MinimumInterval, MaximumInterval) = (maxRetryCount, minimumInterval, maximumInterval);

        /// <summary>The first wait, as <c>hh:mm:ss</c>.</summary>
        public string MinimumInterval { get; }

        /// <summary>The longest wait, as <c>hh:mm:ss</c>.</summary>
        public string MaximumInterval { get; }
    }
}
