using Azure.Core;
using Azure.Core.Pipeline;
using Polly;

namespace Spotify.Functions.Platform.Resilience.Ports;

/// <summary>
/// Every try of every HTTP request to the storage accounts through the pipeline of blobs; inside the client's own retries, so that a circuit opens after five failed tries and not after five
/// times six. A refusal is no failure of the storage that the client would try again.
/// </summary>
internal sealed class ResilientStoragePolicy(ResiliencePipeline calls) : HttpPipelinePolicy
{
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => await calls.ExecuteAsync(
        static async (call, _) =>
        {
            await ProcessNextAsync(call.message, call.next);
            return Answer.Of(call.message.Response.Status);
        },
        (message, next: pipeline),
        message.CancellationToken);

    // Nothing of ours calls the storage synchronously.
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => ProcessNext(message, pipeline);

    private sealed class Answer(bool isTrouble) : ITroubleResult
    {
        private static readonly Answer Good = new(false);
        private static readonly Answer Bad = new(true);

        public bool IsTrouble => isTrouble;

        public static Answer Of(int status) => status is 408 or 429 or >= 500 ? Bad : Good;
    }
}
