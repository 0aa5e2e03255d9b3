namespace Servepath.Tests.Harness;

/// <summary>The one clock of the harness: the library under test stamps its commands with the same.</summary>
internal static class Moment
{
    public static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;
}
