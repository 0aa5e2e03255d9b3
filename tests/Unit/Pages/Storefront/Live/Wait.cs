namespace Servepath.Tests.Unit.Pages.Storefront.Live;

/// <summary>Waits for what another thread brings about.</summary>
internal static class Wait
{
    public static async Task UntilAsync(Func<bool> holds, string what, Func<string>? seen = null)
    {
        for (var tries = 0; !holds(); tries++)
        {
            tries.Should().BeLessThan(4000, $"{what}; seen: {seen?.Invoke()}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }
}
