using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Servepath.Kernel;
using Servepath.Pages.Storefront.Shoppers;

namespace Servepath.Tests.Unit.Pages.Storefront;

// File modes are a matter of Unix, where all of this runs.
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ShopperKeysTests : IDisposable
{
    private readonly DataFolder data = new(Directory.CreateTempSubdirectory("servepath-keys-").FullName);

    [Fact]
    public async Task Nodes_that_start_together_on_an_empty_folder_share_one_key_and_a_later_one_opens_what_they_sealed()
    {
        var nodes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => StartAsync()));
        var cookie = Seal(nodes[0]);
        foreach (var node in nodes)
        {
            Opens(node, cookie).Should().BeTrue();
        }

        Directory.GetFiles(data.Keys, "key-*.xml").Should().HaveCount(1);
        Opens(await StartAsync(), cookie).Should().BeTrue("a node that starts again is given its cookies back");
    }

    [Fact]
    public async Task Nobody_else_on_the_machine_may_read_the_keys()
    {
        await StartAsync();

        File.GetUnixFileMode(data.Keys).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.GetUnixFileMode(Directory.GetFiles(data.Keys, "key-*.xml").Single()).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public void Dispose() => Directory.Delete(data.Path, recursive: true);

    private async Task<ShopperCookie> StartAsync()
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(data).AddSingleton(TimeProvider.System).AddSingleton<ShopperCookie>();
        ShopperKeys.Add(services);
        var provider = services.BuildServiceProvider();
        foreach (var service in provider.GetServices<IHostedService>())
        {
            await service.StartAsync(default);
        }

        return provider.GetRequiredService<ShopperCookie>();
    }

    private static string Seal(ShopperCookie node)
    {
        var context = Rendered.Context();
        node.OfOrNew(context);
        return context.Response.Headers.SetCookie.ToString().Split(';')[0];
    }

    private static bool Opens(ShopperCookie node, string cookie)
    {
        var context = Rendered.Context();
        context.Request.Headers.Cookie = cookie;
        return node.Of(context) is not null;
    }
}
