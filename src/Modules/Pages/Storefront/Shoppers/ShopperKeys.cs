using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Servepath.Kernel;

namespace Servepath.Pages.Storefront.Shoppers;

/// <summary>
/// The key ring that seals shoppers' cookies: files in the data folder, which the nodes of both clusters share and which
/// outlive them. A new key takes over every 90 days, two days after all nodes can have seen it; old ones still open.
/// </summary>
/// <remarks>
/// The first key has no such two days. Nodes that start together on an empty folder would each make their own, and not know
/// the other's until the next day: so one makes it, under a lock, before any of them takes requests.
/// </remarks>
internal sealed class ShopperKeys(IDataProtectionProvider protection, DataFolder data, TimeProvider time) : IHostedService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static void Add(IServiceCollection services)
    {
        // Before data protection's own start, which would make a key without a lock.
        services.AddHostedService<ShopperKeys>();
        services.AddDataProtection().SetApplicationName("servepath");
        services.AddOptions<KeyManagementOptions>().Configure<DataFolder, ILoggerFactory>((options, data, loggers) =>
            options.XmlRepository = new FileSystemXmlRepository(Folder(data), loggers));

        // It warns of keys that are not encrypted on disk: like all secrets of the data folder they are kept by its file modes.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error));
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var held = await LockAsync(cancellationToken);
        protection.CreateProtector(ShopperCookie.Purpose).Protect([]);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static DirectoryInfo Folder(DataFolder data)
    {
        var folder = Directory.CreateDirectory(data.Keys);
        if (!OperatingSystem.IsWindows())
        {
            folder.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        }

        return folder;
    }

    private async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        Folder(data);
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(data.Keys, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (Directory.Exists(data.Keys))
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }
}
