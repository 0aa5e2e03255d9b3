using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using Servepath.Http;
using Servepath.Postgres;
using Servepath.Serving.Blueprint;
using Servepath.Serving.Changes;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Serving.Changes;

/// <summary>An owners' host with ingest on a free port, and a caller with its key.</summary>
internal sealed class IngestHost : IAsyncDisposable
{
    private const string Key = "0123456789abcdef0123456789abcdef";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("servepath-ingest-");
    private readonly WebApplication application;

    private IngestHost(PostgresDatabase database, IBlueprint blueprint)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        ServingHost.AddTo(builder.Services, database, blueprint, folder.FullName);
        builder.Services.AddChangeLog().AddBuiltInOwner("thing-team");
        application = builder.Build();
        ChangesModule.MapIngest(application, new BearerKey(Key));
    }

    public HttpClient Caller { get; private set; } = null!;

    public IServiceProvider Services => application.Services;

    public static async Task<IngestHost> StartAsync(PostgresDatabase database, IBlueprint blueprint)
    {
        var host = new IngestHost(database, blueprint);
        await PostgresModule.MigrateAsync(host.Services, CancellationToken.None);
        await host.application.StartAsync();
        var address = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        host.Caller = new() { BaseAddress = new(address) };
        host.Caller.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        return host;
    }

    public async Task<(int Status, JsonElement Answer)> SendAsync(HttpMethod method, string path, string? body = null, byte[]? bytes = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null || bytes is not null)
        {
            request.Content = new ByteArrayContent(bytes ?? Encoding.UTF8.GetBytes(body!));
        }

        using var answer = await Caller.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    public Task<(int Status, JsonElement Answer)> PutAsync(string path, string body) => SendAsync(HttpMethod.Put, path, body);

    public async ValueTask DisposeAsync()
    {
        Caller.Dispose();
        await application.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
