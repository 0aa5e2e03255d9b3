using Servepath.Kernel;

namespace Servepath.Resilience;

/// <summary>A call that ran into its guard's timeout. A call that does not answer cannot say how much has failed, so the component was asked.</summary>
internal sealed class LateException(int timeoutMs, bool isWholeComponent) : TimeoutException($"no answer within {timeoutMs} ms"), IFailureScope
{
    public bool IsWholeComponent => isWholeComponent;
}
