using Deque.AxeCore.Playwright;
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

    /// <summary>A page of a visitor of its own.</summary>
    /// <param name="width">Of the window, in CSS pixels.</param>
    /// <param name="scripts">Whether the browser runs any; axe cannot look where it does not.</param>
    /// <param name="scheme">Light or dark.</param>
    /// <param name="ownScripts">Whether the shop's own scripts arrive: without them pages are as without scripts, and axe can look.</param>
    internal async Task<IPage> NewPageAsync(int width = 1280, bool scripts = true, ColorScheme scheme = ColorScheme.Light, bool ownScripts = true)
    {
        var context = await browser!.NewContextAsync(new()
        {
            BaseURL = $"http://127.0.0.1:{Servepath.Port}",
            JavaScriptEnabled = scripts,
            ColorScheme = scheme,
            ViewportSize = new() { Width = width, Height = 900 },
        });
        if (!ownScripts)
        {
            await context.RouteAsync("**/*.js", static route => route.AbortAsync());
        }

        return await context.NewPageAsync();
    }

    /// <summary>
    /// Keeps the page as it stands, at each width and in both schemes, without loading it again, and looks for what breaks
    /// a rule of accessibility or does not fit.
    /// </summary>
    internal static async Task KeepAsync(IPage page, string name)
    {
        foreach (var width in new[] { 360, 768, 1280 })
        {
            foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                await SetAsync(page, name, width, scheme);
                await ShowAllAsync(page);
                await page.ScreenshotAsync(new() { Path = Path.Combine(Screenshots, $"{name}-{width}-{scheme.ToString().ToLowerInvariant()}.png"), FullPage = true });
                if (width != 768)
                {
                    // That one is laid out like the others, in the same colours: looked at by people only.
                    await MustBeAccessibleAsync(page, name, width, scheme);
                }
            }
        }

        await SetAsync(page, name, 1280, ColorScheme.Light);
    }

    /// <summary>The same without pictures: narrowest and light, wide and dark.</summary>
    internal static async Task CheckAsync(IPage page, string name)
    {
        foreach (var (width, scheme) in new[] { (320, ColorScheme.Light), (1280, ColorScheme.Dark) })
        {
            await SetAsync(page, name, width, scheme);
            await MustBeAccessibleAsync(page, name, width, scheme);
        }

        await SetAsync(page, name, 1280, ColorScheme.Light);
    }

    private static async Task SetAsync(IPage page, string name, int width, ColorScheme scheme)
    {
        await page.SetViewportSizeAsync(width, 900);
        await page.EmulateMediaAsync(new() { ColorScheme = scheme });
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).Should().BeLessThanOrEqualTo(width, $"{name} does not scroll sideways at {width} px");
    }

    private static async Task MustBeAccessibleAsync(IPage page, string name, int width, ColorScheme scheme)
    {
        var axe = await page.RunAxe(new Deque.AxeCore.Commons.AxeRunOptions { RunOnly = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] } });
        axe.Violations.Select(violation => $"{violation.Id}: {string.Join(" ", violation.Nodes.Select(node => node.Html))}").Should().BeEmpty($"{name} at {width} px, {scheme}");
    }

    // Pictures further down are fetched once they come into view.
    private static Task ShowAllAsync(IPage page) => page.EvaluateAsync("""
        async () => {
          for (let top = 0; top < document.body.scrollHeight; top += innerHeight) {
            scrollTo(0, top);
            await new Promise(requestAnimationFrame);
          }
          scrollTo(0, 0);
          await Promise.all([...document.images].filter(image => !image.complete && image.getClientRects().length > 0 && image.loading !== 'lazy').map(image => image.decode().catch(() => {})));
        }
        """);
}
