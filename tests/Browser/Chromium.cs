using Microsoft.Playwright;

namespace Servepath.Tests.Browser;

/// <summary>One Servepath with its sample and demo writer off, and one headless Chromium looking at it.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? playwright;
    private IBrowser? browser;

    internal RunningServepath Servepath { get; private set; } = null!;

    internal static string? Executable { get; } =
        new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    /// <summary>Where screenshots are kept for people to look at.</summary>
    internal static string Screenshots { get; } = Directory.CreateDirectory(Path.Combine(Installation.Root, "artifacts", "screenshots")).FullName;

    public async Task InitializeAsync()
    {
        if (Executable is null)
        {
            return;
        }

        Servepath = await RunningServepath.StartAsync(null, "--demo", "off");
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Executable,
            Headless = true,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async Task DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
        if (Servepath is not null)
        {
            await Servepath.DisposeAsync();
        }
    }

    internal async Task<IPage> NewPageAsync(int width = 1280, bool scripts = true, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await browser!.NewContextAsync(new()
        {
            BaseURL = $"http://127.0.0.1:{Servepath.Port}",
            JavaScriptEnabled = scripts,
            ColorScheme = scheme,
            ViewportSize = new() { Width = width, Height = 900 },
        });
        return await context.NewPageAsync();
    }
}
