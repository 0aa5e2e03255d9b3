using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Servepath.Domains.Catalog;
using Servepath.Domains.Delivery;
using Servepath.Domains.Inventory;
using Servepath.Domains.Pricing;
using Servepath.Domains.Reviews;
using Servepath.Domains.Shelves;
using Servepath.Http;
using Servepath.Kernel;
using Servepath.Postgres;
using Servepath.Resilience;
using Servepath.Serving.Blueprint;
using Servepath.Serving.Changes;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Domains;

/// <summary>The owners' host with the domains of products, and shelves beside them, over a database of its own: one to each test class.</summary>
public sealed class OwnersApp : IAsyncLifetime
{
    public const string Key = "a-key-for-owners-in-tests";
    private readonly PostgresDatabase database = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("servepath-owners-");
    private WebApplication app = null!;
    private IBlueprint blueprint = null!;

    public IGuards Guards { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public ShiftedTime Time { get; } = new();

    public NpgsqlDataSource Source => database.Source;

    /// <summary>How other hosts of the same system reach the database.</summary>
    public string ConnectionString => database.ConnectionString;

    public IServiceProvider Services => app.Services;

    public async Task InitializeAsync()
    {
        await database.InitializeAsync();
        Guards = ResilienceModule.CreateGuards(new(folder.FullName), TimeProvider.System, NullLoggerFactory.Instance);
        blueprint = BlueprintModule.CreateBlueprint(SettingsFolder(), _ => "127.0.0.1:1", TimeProvider.System, NullLoggerFactory.Instance);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddConfiguration(Configuration());
        builder.Services.AddSingleton<TimeProvider>(Time).AddSingleton(Guards).AddSingleton(blueprint)
            .AddOwnersDatabase(database.ConnectionString, "tests", 10).AddOutbox()
            .AddCatalog().AddPricing().AddInventory().AddDelivery().AddReviews().AddProductList("csp").AddReviewPages("csp").AddReviewWriting("csp").AddShelves();

        // Workers run where a test lets them: by hand, step after step.
        builder.Services.RemoveAll<IHostedService>();
        app = builder.Build();
        var key = new BearerKey(Key);
        app.MapCatalog(key).MapPricing(key).MapInventory(key).MapDelivery(key).MapReviews(key);
        ChangesModule.MapIngest(app, key);
        await PostgresModule.MigrateAsync(app.Services, CancellationToken.None);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Http = new() { BaseAddress = new(address), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Key) } };
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
        await ((IAsyncDisposable)blueprint).DisposeAsync();
        await ((IAsyncDisposable)Guards).DisposeAsync();
        await database.DisposeAsync();
        folder.Delete(recursive: true);
    }

    /// <summary>The settings of this tree, with what a test says instead.</summary>
    public static IConfiguration Configuration(params (string Path, string Value)[] instead) => new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(SettingsFolder(), "appsettings.json")).AddJsonFile(Path.Combine(SettingsFolder(), "delivery.json"))
        .AddInMemoryCollection(instead.ToDictionary(pair => pair.Path, pair => (string?)pair.Value)).Build();

    public async Task<(int Status, JsonElement Body)> SendAsync(HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await Http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    public Task<(int Status, JsonElement Body)> PostAsync<T>(string path, T body) => SendAsync(HttpMethod.Post, path, Encoding.UTF8.GetString(Json.Bytes(body)));

    /// <summary>All that was published of one group of a key, in order of version.</summary>
    public async Task<IReadOnlyList<GroupValue>> PublishedAsync(string key, string group)
    {
        await using var connection = await Source.OpenConnectionAsync();
        var rows = await connection.QueryAsync<(long Version, string? Body, long[]? Slices)>(
            "select version, body::text, slices from changes.log where domain = 'product' and key = @key and grp = @group order by version", new { key, group });
        return rows.Select(row => new GroupValue(
            row.Version, row.Body is null ? default : Encoding.UTF8.GetBytes(row.Body), SliceTable.FromNumbers(row.Slices ?? []))).ToArray();
    }

    public async Task<T> QueryAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await Source.OpenConnectionAsync();
        return await connection.QuerySingleAsync<T>(sql, parameters);
    }

    private static string SettingsFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Monolith.sln")))
        {
            folder = folder.Parent!;
        }

        return Path.Combine(folder.FullName, "appsettings");
    }
}

/// <summary>The real clock, moved by a test; timers run in real time.</summary>
public sealed class ShiftedTime : TimeProvider
{
    public TimeSpan Shift { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;
}
