using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Microsoft.Playwright;

namespace Servepath.Tests.Browser;

/// <summary>Photos of a feed, on a host that has some of them, over the drawing that every product has.</summary>
public sealed class PictureTests(Chromium chromium) : IClassFixture<Chromium>
{
    // A PNG of 2 by 1 pixels.
    private static readonly byte[] Photo = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGM4YWMDRAAJ3wKBms6QkAAAAABJRU5ErkJggg==");

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_photo_that_cannot_be_loaded_leaves_the_drawing_in_sight_with_and_without_scripts(bool scripts)
    {
        Skip.If(Chromium.Executable is null, "there is no Chromium on this machine; ./test installs it");
        await using var host = new PhotoHost(Photo);
        await chromium.Servepath.WholeProductAsync("browser-photos", "Photographed thing");
        using var answer = await chromium.Servepath.Owners.PutAsJsonAsync("/api/catalog/products/browser-photos", new
        {
            title = "Photographed thing",
            images = new[] { new { url = $"{host.Address}/there.png", alt = "It is there" }, new { url = $"{host.Address}/gone.png", alt = "It is gone" } },
        });
        answer.EnsureSuccessStatusCode();
        await chromium.Servepath.PageShowsAsync("/products/browser-photos", "/gone.png", TimeSpan.FromSeconds(10));
        var page = await chromium.NewPageAsync(scripts: scripts);

        await page.GotoAsync("/products/browser-photos#picture-2");

        await Assertions.Expect(page.Locator("#picture-2")).ToBeInViewportAsync();
        await ExpectHeightAsync(page.Locator("#picture-1 .photo"), visible: true);
        await ExpectHeightAsync(page.Locator("#picture-2 .photo"), visible: false);
        (await page.Locator("#picture-2").BoundingBoxAsync())!.Height.Should().BeGreaterThan(200, "the space is kept");
        await Assertions.Expect(page.Locator("#picture-2 > img")).ToHaveAttributeAsync("alt", "It is gone");
    }

    private static Task ExpectHeightAsync(ILocator photo, bool visible) =>
        Probe.UntilAsync($"the photo is {(visible ? "seen" : "gone")}", TimeSpan.FromSeconds(15), async () =>
        {
            var height = (await photo.BoundingBoxAsync())?.Height ?? 0;
            return (height > 0 == visible, $"{height} pixels high");
        });

    /// <summary>Answers one path with a photo and all others with 404, on loopback.</summary>
    private sealed class PhotoHost : IAsyncDisposable
    {
        private readonly HttpListener listener = new();
        private readonly Task running;

        public PhotoHost(byte[] photo)
        {
            Address = $"http://127.0.0.1:{Installation.FreePort()}";
            listener.Prefixes.Add(Address + "/");
            listener.Start();
            running = RunAsync(photo);
        }

        public string Address { get; }

        public async ValueTask DisposeAsync()
        {
            listener.Stop();
            await running;
            listener.Close();
        }

        private async Task RunAsync(byte[] photo)
        {
            try
            {
                while (true)
                {
                    var context = await listener.GetContextAsync();
                    var isThere = context.Request.Url!.AbsolutePath == "/there.png";
                    context.Response.StatusCode = isThere ? 200 : 404;
                    context.Response.ContentType = isThere ? "image/png" : "text/plain";
                    context.Response.Close(isThere ? photo : [], willBlock: false);
                }
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or SocketException)
            {
                // The listener was stopped.
            }
        }
    }
}
