namespace Servepath.Gateway.Hosting;

/// <summary>Whether this process takes requests: not before everything has started, and no longer once it is told to stop. Thread-safe.</summary>
internal sealed class Readiness
{
    private volatile string state = "starting";

    public string State => state;

    public bool IsReady => state == "ready";

    public void Started() => state = "ready";

    public void Stopping() => state = "stopping";
}
